package dev.usher.server.handler;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.MalformedURLException;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.DirectoryStream;
import java.nio.file.FileVisitOption;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * The jars of ModulePath: each that is named, and those that lie in a folder that is. Read once, at the start: what changes
 * in one of them later is seen by the next start.
 */
final class ModuleJars {
    /** More files than a folder of modules has. */
    private static final int FILES_MAX = 10_000;

    private ModuleJars() {}

    /**
     * All of them: in the order of the lines, those of a folder sorted by name, behind the folder itself, which may hold
     * classes.
     *
     * @param trust whose code is taken: of a folder, all that lies below it is looked at
     * @throws HandlerException where an entry is neither, or may be changed by others
     * @throws IOException where a folder cannot be read
     */
    static List<Path> of(List<Path> entries, Path base, SourceTrust trust) throws IOException {
        List<Path> all = new ArrayList<>();
        for (Path entry : entries) {
            Path path = HandlerPlaces.absolute(base, entry);
            if (Files.isDirectory(path)) {
                requireTrusted(path, trust);
                all.add(path);
                all.addAll(in(path));
            } else if (Files.isRegularFile(path)) {
                requireTrusted(path, trust);
                all.add(path);
            } else {
                throw new HandlerException("ModulePath " + path + " is neither a jar nor a folder");
            }
        }
        return List.copyOf(all);
    }

    /** Classes are read when they are needed, also those that somebody put there since: so no folder may be open to that. */
    private static void requireTrusted(Path entry, SourceTrust trust) throws IOException {
        try (Stream<Path> below = Files.walk(entry, FileVisitOption.FOLLOW_LINKS)) {
            int files = 0;
            for (Path path : (Iterable<Path>) below::iterator) {
                if (++files > FILES_MAX) {
                    throw new HandlerException("there are more than " + FILES_MAX + " files below it: name its jars");
                }
                trust.requireClosed(path);
            }
        } catch (HandlerException e) {
            throw new HandlerException("ModulePath " + entry + ": " + e.getMessage());
        } catch (UncheckedIOException e) {
            throw new IOException("ModulePath " + entry + " cannot be read: " + e.getCause(), e);
        }
    }

    private static List<Path> in(Path folder) throws IOException {
        List<Path> jars = new ArrayList<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, "*.jar")) {
            files.forEach(jars::add);
        }
        jars.sort(null);
        return jars;
    }

    /** Loads from the server's own class path, then from the jars. The caller closes it. */
    static URLClassLoader loader(List<Path> jars) throws MalformedURLException {
        List<URL> urls = new ArrayList<>();
        for (Path jar : jars) {
            URI uri = jar.toUri();
            urls.add(uri.toURL());
        }
        return new URLClassLoader("modules", urls.toArray(URL[]::new), HandlerLibrary.class.getClassLoader());
    }
}
