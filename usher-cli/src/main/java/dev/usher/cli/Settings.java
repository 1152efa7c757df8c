package dev.usher.cli;

import dev.usher.config.Catalog;
import dev.usher.config.ConfigException;
import dev.usher.config.ConfigLoader;
import dev.usher.config.Configuration;
import dev.usher.config.Overrides;
import dev.usher.config.Problem;
import dev.usher.config.Setting;
import dev.usher.daemon.SeatSettings;
import dev.usher.server.ServerSettings;
import dev.usher.server.content.log.LogSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.ParseResult;

/** All settings of all roles in one catalogue, and how a file of them is read. */
final class Settings {
    /** Made when it is first asked for: a seat without a file never loads the door's classes. */
    private static final class Whole {
        private static final Catalog CATALOG = Catalog.builder()
                .include(ServerSettings.catalog())
                .settings(SeatSettings.ofProcess())
                .settings(SeatSettings.all())
                .sections(SeatSettings.SECTION)
                .build();
    }

    private Settings() {}

    /** Those of a seat's process: what stands outside the section in a file. */
    static List<Setting<?>> ofProcess() {
        List<Setting<?>> all = new ArrayList<>(List.of(LogSettings.ERROR_LOG, LogSettings.LOG_LEVEL));
        all.addAll(SeatSettings.ofProcess());
        return all;
    }

    /** All that {@code usher daemon} has a flag for. */
    static List<Setting<?>> ofDaemon() {
        List<Setting<?>> all = new ArrayList<>(SeatSettings.all());
        all.addAll(ofProcess());
        return all;
    }

    /** What the door and the seat know between them. */
    static Catalog all() {
        return Whole.CATALOG;
    }

    /** The settings of a seat alone: the flags of {@code usher daemon}. */
    static Catalog seat() {
        return Catalog.builder().settings(ofDaemon()).build();
    }

    /**
     * Reads a configuration file; variables such as USHER_MESSAGE_DELAY stand over what it says, and flags over both.
     *
     * @param parsed the command's line, see {@link Flags}
     * @throws ConfigException with all errors found
     * @throws IOException where there is no such file
     */
    static Configuration load(Path file, Map<String, String> environment, ParseResult parsed)
            throws ConfigException, IOException {
        return load(file, environment, Flags.settings(parsed), Flags.defines(parsed));
    }

    /**
     * The same of a text that stands for the file's.
     *
     * @throws ConfigException with all errors found
     */
    static Configuration loadText(Path file, String text, Map<String, String> environment, ParseResult parsed)
            throws ConfigException {
        return loader(environment, Flags.settings(parsed), Flags.defines(parsed))
                .loadText(file, text);
    }

    /** The same without flags. */
    static Configuration load(Path file, Map<String, String> environment) throws ConfigException, IOException {
        return load(file, environment, Map.of(), Map.of());
    }

    private static Configuration load(
            Path file, Map<String, String> environment, Map<String, List<String>> flags, Map<String, String> defines)
            throws ConfigException, IOException {
        if (!Files.exists(file)) {
            throw new IOException("there is no configuration file " + file + "; name one with -f");
        }
        return loader(environment, flags, defines).load(file);
    }

    private static ConfigLoader loader(
            Map<String, String> environment, Map<String, List<String>> flags, Map<String, String> defines)
            throws ConfigException {
        Overrides overrides = Overrides.none(all()).withEnvironment(environment).withFlags(flags);
        requireNoErrors(overrides.problems());
        ConfigLoader loader = ConfigLoader.of(all()).environment(environment).overriddenBy(overrides);
        for (Map.Entry<String, String> name : defines.entrySet()) {
            loader = loader.define(name.getKey(), name.getValue());
        }
        return loader;
    }

    static void requireNoErrors(List<Problem> problems) throws ConfigException {
        List<Problem> errors = problems.stream()
                .filter(p -> p.severity() == Problem.Severity.ERROR)
                .toList();
        if (!errors.isEmpty()) {
            throw new ConfigException(errors, List.of());
        }
    }
}
