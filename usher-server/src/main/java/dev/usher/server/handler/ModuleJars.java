package dev.usher.server.handler;

import java.io.IOException;
import java.net.MalformedURLException;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The jars of ModulePath: each that is named, and those that lie in a folder that is. */
final class ModuleJars {
    private ModuleJars() {}

    /**
     * All of them: in the order of the lines, those of a folder sorted by name, behind the folder itself, which may hold
     * classes.
     *
     * @throws HandlerException where an entry is neither
     * @throws IOException where a folder cannot be read
     */
    static List<Path> of(List<Path> entries, Path base) throws IOException {
        List<Path> all = new ArrayList<>();
        for (Path entry : entries) {
            Path path = HandlerPlaces.absolute(base, entry);
            if (Files.isDirectory(path)) {
                all.add(path);
                all.addAll(in(path));
            } else if (Files.isRegularFile(path)) {
                all.add(path);
            } else {
                throw new HandlerException("ModulePath " + path + " is neither a jar nor a folder");
            }
        }
        return List.copyOf(all);
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
