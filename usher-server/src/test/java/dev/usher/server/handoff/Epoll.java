package dev.usher.server.handoff;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** What the epoll descriptors of this process watch (proc(5)). */
final class Epoll {
    private Epoll() {}

    /** {@code tfd:} lines over all of them. */
    static int entries() throws IOException {
        int entries = 0;
        try (DirectoryStream<Path> open = Files.newDirectoryStream(Path.of("/proc/self/fdinfo"))) {
            for (Path each : open) {
                entries += entriesOf(each);
            }
        }
        return entries;
    }

    private static int entriesOf(Path info) {
        try {
            return (int) Files.readAllLines(info).stream()
                    .filter(line -> line.startsWith("tfd:"))
                    .count();
        } catch (IOException closedMeanwhile) {
            return 0;
        }
    }
}
