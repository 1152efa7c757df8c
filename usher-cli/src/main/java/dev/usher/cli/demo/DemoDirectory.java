package dev.usher.cli.demo;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * A directory of the demo's own below the temporary one: {@code run/} for sockets and logs, {@code app/} for the PHP
 * application, and the configuration. Closing it removes it with all that is in it.
 *
 * @param root the directory
 */
record DemoDirectory(Path root) implements AutoCloseable {
    private static final List<String> PHP = List.of("request.php", "stream.php", "held.php", "held.txt");

    /** Makes one; others may go through it, since php-fpm's children may be another user. */
    static DemoDirectory create() throws IOException {
        DemoDirectory made = new DemoDirectory(Files.createTempDirectory("usher-demo-"));
        boolean whole = false;
        try {
            Files.setPosixFilePermissions(made.root, PosixFilePermissions.fromString("rwx--x--x"));
            Files.createDirectories(made.run());
            Files.createDirectories(made.app());
            for (String name : PHP) {
                copy("php/" + name, made.app().resolve(name));
            }
            whole = true;
            return made;
        } finally {
            if (!whole) {
                made.close();
            }
        }
    }

    private static void copy(String resource, Path to) throws IOException {
        try (InputStream in = DemoDirectory.class.getResourceAsStream(resource)) {
            if (in == null) {
                throw new IOException("the resource " + resource + " of the demo is missing from usher.jar");
            }
            Files.copy(in, to);
        }
    }

    Path run() {
        return root.resolve("run");
    }

    Path app() {
        return root.resolve("app");
    }

    /** Where the seat listens. */
    Path seatSocket() {
        return run().resolve("streaming-daemon.sock");
    }

    /** Where php-fpm listens for the application's requests. */
    Path phpSocket() {
        return run().resolve("php-fpm.sock");
    }

    /** Where php-fpm answers about itself, which costs no worker. */
    Path phpStatusSocket() {
        return run().resolve("php-status.sock");
    }

    /** The configuration file of the door. */
    Path config() {
        return root.resolve("usher.conf");
    }

    /** Removes all of it. What ends at this moment may remove its socket itself. */
    @Override
    public void close() {
        try (Stream<Path> all = Files.walk(root)) {
            for (Path each : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(each);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(new IOException("cannot remove " + root + ": " + e.getMessage(), e));
        }
    }
}
