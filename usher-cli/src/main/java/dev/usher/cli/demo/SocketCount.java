package dev.usher.cli.demo;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** Sockets a process has open, as the kernel tells it (proc(5), /proc/PID/fd): nobody's own bookkeeping. */
final class SocketCount {
    private SocketCount() {}

    /** How many; 0 where the process has gone. */
    static int of(long pid) {
        int sockets = 0;
        try (DirectoryStream<Path> open = Files.newDirectoryStream(Path.of("/proc", Long.toString(pid), "fd"))) {
            for (Path each : open) {
                sockets += isSocket(each) ? 1 : 0;
            }
        } catch (IOException | java.nio.file.DirectoryIteratorException gone) {
            return 0;
        }
        return sockets;
    }

    private static boolean isSocket(Path descriptor) {
        try {
            return Files.readSymbolicLink(descriptor).toString().startsWith("socket:");
        } catch (IOException closedMeanwhile) {
            return false;
        }
    }
}
