package dev.usher.bench;

import dev.usher.fd.ThisProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** How many connections this process can hold. */
final class OwnDescriptors {
    /** For what else is opened meanwhile: loops, files, the front's end of a client, jars. */
    private static final int RESERVE = 128;

    private OwnDescriptors() {}

    /** Descriptors that are free for connections, with the soft limit raised to the hard one. */
    static int room() throws IOException {
        long soft = ThisProcess.raiseOpenFileLimit().soft();
        try (Stream<Path> open = Files.list(Path.of("/proc/self/fd"))) {
            long limit = soft < 0 ? Integer.MAX_VALUE : soft;
            return Math.clamp(limit - open.count() - RESERVE, 1, Integer.MAX_VALUE);
        }
    }
}
