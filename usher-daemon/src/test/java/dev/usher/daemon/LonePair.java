package dev.usher.daemon;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;

/** Two seats in one process, of which each counts its own descriptors only: {@code PATH PATH flag=value…}. */
final class LonePair {
    private LonePair() {}

    public static void main(String[] args) throws Exception {
        loadOurClasses();
        String[] flags = Arrays.copyOfRange(args, 2, args.length);
        try (Seat one = Seat.start(Path.of(args[0]), House.values(flags));
                Seat other = Seat.start(Path.of(args[1]), House.values(flags))) {
            System.out.println("ready " + Math.min(one.maxConnections(), other.maxConnections()));
            new CountDownLatch(1).await();
        }
    }

    /** From directories, as in this build, each class needs a descriptor of its own when it is first used. */
    private static void loadOurClasses() throws IOException, ClassNotFoundException {
        for (String entry : System.getProperty("java.class.path").split(":", -1)) {
            Path root = Path.of(entry);
            if (Files.isDirectory(root.resolve("dev/usher")) && !entry.endsWith("test-classes")) {
                load(root);
            }
        }
    }

    private static void load(Path root) throws IOException, ClassNotFoundException {
        try (Stream<Path> files = Files.walk(root.resolve("dev/usher"))) {
            for (Path file : files.filter(f -> f.toString().endsWith(".class")).toList()) {
                String name = root.relativize(file).toString().replace('/', '.');
                if (!name.endsWith("-info.class")) {
                    Class.forName(name.substring(0, name.length() - ".class".length()));
                }
            }
        }
    }
}
