package dev.usher.config;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Reads configurations: {@code ConfigLoader.of(catalog).environment(System.getenv()).load(file)}. Immutable; each
 * setting method returns a new one. Reads files on the calling thread, never on an event loop.
 */
public final class ConfigLoader {
    private final Catalog catalog;
    private final Map<String, String> environment;
    private final Map<String, String> defines;
    private final Overrides overrides;

    private ConfigLoader(
            Catalog catalog, Map<String, String> environment, Map<String, String> defines, Overrides overrides) {
        this.catalog = catalog;
        this.environment = Map.copyOf(environment);
        this.defines = Map.copyOf(defines);
        this.overrides = overrides;
    }

    /** Begins with an empty environment, no definitions and no overrides. */
    public static ConfigLoader of(Catalog catalog) {
        return new ConfigLoader(catalog, Map.of(), Map.of(), Overrides.none(catalog));
    }

    /** What {@code ${NAME}} falls back on. */
    public ConfigLoader environment(Map<String, String> variables) {
        return new ConfigLoader(catalog, variables, defines, overrides);
    }

    /** Defines a name before the first line, as {@code -D} does. */
    public ConfigLoader define(String name, String value) {
        Map<String, String> more = new LinkedHashMap<>(defines);
        more.put(name, value);
        return new ConfigLoader(catalog, environment, more, overrides);
    }

    /** Flags and variables that beat the file in every section where their directive may stand. */
    public ConfigLoader overriddenBy(Overrides flagsAndVariables) {
        return new ConfigLoader(catalog, environment, defines, flagsAndVariables);
    }

    /**
     * Reads a file and all it includes.
     *
     * @throws ConfigException with every error that was found
     */
    public Configuration load(Path file) throws ConfigException {
        Origin.Line whole = new Origin.Line(file.toString(), 0);
        try {
            return load(file, SourceFiles.read(file));
        } catch (IOException e) {
            throw new ConfigException(whole, SourceFiles.reason(file, e));
        } catch (SyntaxError e) {
            throw new ConfigException(whole, e.message());
        }
    }

    /**
     * Reads text as if it stood in a file.
     *
     * @param file what messages call it, and what its relative includes belong to; need not exist
     * @throws ConfigException with every error that was found
     */
    public Configuration loadText(Path file, String text) throws ConfigException {
        return load(file, text.getBytes(StandardCharsets.UTF_8));
    }

    private Configuration load(Path file, byte[] bytes) throws ConfigException {
        Problems problems = new Problems();
        problems.addAll(overrides.problems());
        Parser parser = new Parser(catalog, new Variables(defines, environment), problems);
        Section tree = parser.parse(file, file.toString(), bytes);
        Scope main = new Checker(catalog, overrides, problems).check(tree);
        problems.throwErrors();
        return new Configuration(catalog, main, problems.notices(), baseDirectory(file, main));
    }

    private static Path baseDirectory(Path file, Scope main) {
        Path directory = file.toAbsolutePath().getParent();
        Path fileDirectory = directory == null ? Path.of("/") : directory;
        return main.find(Language.SERVER_ROOT).map(fileDirectory::resolve).orElse(fileDirectory);
    }
}
