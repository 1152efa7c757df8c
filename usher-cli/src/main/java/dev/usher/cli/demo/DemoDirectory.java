package dev.usher.cli.demo;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * A directory of the demo's own below the temporary one. Closing it removes it with all that is in it. A demo that was
 * killed leaves its directory behind; the next one removes it, and knows by the lock that nobody is in it.
 */
final class DemoDirectory implements AutoCloseable {
    private static final String PREFIX = "usher-demo-";
    private static final String LOCK = "lock";
    private static final List<String> SCRIPTS = List.of("request.php", "stream.php", "held.php", "held.txt");

    private final DemoPlaces places;
    private final FileChannel lock;

    private DemoDirectory(DemoPlaces places, FileChannel lock) {
        this.places = places;
        this.lock = lock;
    }

    /** Makes one; others may go through it, since php-fpm's children may be another user. */
    static DemoDirectory create() throws IOException {
        DemoPlaces places = new DemoPlaces(Files.createTempDirectory(PREFIX));
        FileChannel lock =
                FileChannel.open(places.root().resolve(LOCK), StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        DemoDirectory made = new DemoDirectory(places, lock);
        boolean whole = false;
        try {
            lock.lock(); // until this process ends, however it ends
            made.fill();
            whole = true;
        } finally {
            if (!whole) {
                made.close();
            }
        }
        sweep(places.root());
        return made;
    }

    private void fill() throws IOException {
        Files.setPosixFilePermissions(places.root(), PosixFilePermissions.fromString("rwx--x--x"));
        Files.createDirectories(places.run());
        Files.createDirectories(places.app());
        for (String name : SCRIPTS) {
            copy("php/" + name, places.app().resolve(name));
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

    /** Removes what earlier demos of this user left behind. */
    private static void sweep(Path mine) throws IOException {
        try (DirectoryStream<Path> all = Files.newDirectoryStream(mine.getParent(), PREFIX + "*")) {
            for (Path each : all) {
                boolean ours = Files.isDirectory(each, LinkOption.NOFOLLOW_LINKS)
                        && Files.getOwner(each, LinkOption.NOFOLLOW_LINKS).equals(Files.getOwner(mine));
                if (ours && !each.equals(mine) && Files.isRegularFile(each.resolve(LOCK), LinkOption.NOFOLLOW_LINKS)) {
                    removeIfDead(each);
                }
            }
        }
    }

    private static void removeIfDead(Path root) {
        try (FileChannel lock = FileChannel.open(root.resolve(LOCK), StandardOpenOption.WRITE)) {
            if (lock.tryLock() != null) {
                remove(root);
            }
        } catch (IOException another) {
            // Another demo that starts at this moment removes it.
        }
    }

    private static void remove(Path root) throws IOException {
        try (Stream<Path> all = Files.walk(root)) {
            for (Path each : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(each);
            }
        }
    }

    DemoPlaces places() {
        return places;
    }

    @Override
    public void close() {
        try (lock) {
            remove(places.root());
        } catch (IOException e) {
            throw new UncheckedIOException(
                    new IOException("cannot remove " + places.root() + ": " + e.getMessage(), e));
        }
    }
}
