package dev.usher.daemon;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;

/** A seat in a process of its own: {@code PATH flag=value…}. */
final class LoneSeat {
    private LoneSeat() {}

    public static void main(String[] args) throws Exception {
        loadOurs();
        try (Seat seat = Seat.start(Path.of(args[0]), House.values(Arrays.copyOfRange(args, 1, args.length)))) {
            System.out.println("ready " + seat.maxConnections());
            new CountDownLatch(1).await();
        }
    }

    /** From a folder, as here, each class costs a descriptor to load, which may be wanting later; from an open jar none does. */
    private static void loadOurs() throws Exception {
        for (String entry : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
            Path folder = Path.of(entry);
            if (Files.isDirectory(folder) && !folder.endsWith("test-classes")) {
                List<Path> files;
                try (Stream<Path> all = Files.walk(folder)) {
                    files = all.filter(
                                    file -> file.toString().endsWith(".class") && !file.endsWith("module-info.class"))
                            .toList();
                }
                for (Path file : files) {
                    String name = folder.relativize(file).toString().replace('/', '.');
                    Class.forName(name.substring(0, name.length() - 6));
                }
            }
        }
    }
}
