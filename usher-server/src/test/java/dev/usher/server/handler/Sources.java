package dev.usher.server.handler;

import dev.usher.config.BadValue;
import dev.usher.config.Catalog;
import dev.usher.config.ConfigException;
import dev.usher.config.ConfigLoader;
import dev.usher.config.Configuration;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** A folder of handlers' sources, and libraries over it. */
final class Sources {
    private final Path base;

    Sources(Path base) throws IOException {
        this.base = base.toRealPath();
        Files.createDirectories(handlers());
    }

    Path handlers() {
        return base.resolve("handlers");
    }

    Path file(String name) {
        return handlers().resolve(name);
    }

    /** Puts a file in place of an older one, as editors do: it is another inode, so that the change is always seen. */
    Path write(String name, String text) throws IOException {
        Path path = file(name);
        Files.createDirectories(path.getParent());
        Path next = Files.writeString(path.resolveSibling("next"), text);
        return Files.move(next, path, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
    }

    /** A class of the given package with a pre-connection handler's method that says this outcome. */
    Path writeSaying(String name, String outcome) throws IOException {
        String simpleName = name.substring(name.indexOf('/') + 1).replace(".java", "");
        String pack = name.contains("/") ? "package " + name.substring(0, name.indexOf('/')) + ";\n" : "";
        return write(name, pack + """
                import dev.usher.server.connection.*;
                public class %s {
                    public static Outcome handler(Connection c) {
                        return Outcome.%s;
                    }
                }
                """.formatted(simpleName, outcome));
    }

    Configuration configuration(String text) throws ConfigException {
        return ConfigLoader.of(Catalog.builder().settings(HandlerSettings.ALL).build())
                .loadText(base.resolve("usher.conf"), text);
    }

    HandlerLibrary library() throws IOException {
        return library("HandlerPath handlers\n");
    }

    HandlerLibrary library(String text) throws IOException {
        try {
            return HandlerLibrary.open(configuration(text).main().values(), base, java.util.List.of());
        } catch (ConfigException e) {
            throw new AssertionError(e);
        }
    }

    static HandlerName name(String text) {
        try {
            return HandlerName.parse(text);
        } catch (BadValue e) {
            throw new AssertionError(e);
        }
    }

    /** The handler of that name now, of its library's own objects. */
    static <T> T make(HandlerLibrary library, String name, Class<T> style) throws HandlerException {
        Handler found = library.find(name(name));
        return library.recipe(found, style).make(found.instances());
    }
}
