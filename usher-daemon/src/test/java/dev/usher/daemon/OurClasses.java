package dev.usher.daemon;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** For processes of tests that run out of descriptors: from a folder each class costs one to load, from an open jar none does. */
public final class OurClasses {
    private OurClasses() {}

    /** Loads all that stand in folders of the class path. */
    public static void load() throws IOException, ClassNotFoundException {
        for (String entry : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
            Path folder = Path.of(entry);
            if (Files.isDirectory(folder)) {
                for (Path file : classes(folder)) {
                    String name = folder.relativize(file).toString().replace('/', '.');
                    Class.forName(name.substring(0, name.length() - 6), false, OurClasses.class.getClassLoader());
                }
            }
        }
    }

    private static List<Path> classes(Path folder) throws IOException {
        try (Stream<Path> all = Files.walk(folder)) {
            return all.filter(file -> file.toString().endsWith(".class") && !file.endsWith("module-info.class"))
                    .toList();
        }
    }
}
