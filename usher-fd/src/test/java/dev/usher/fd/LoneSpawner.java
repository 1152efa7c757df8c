package dev.usher.fd;

import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Starts a program for a client that has descriptor 0, 1 or 2 here: {@code NUMBER OUTPUT-FILE}. */
final class LoneSpawner {
    private LoneSpawner() {}

    public static void main(String[] args) throws Exception {
        int number = Integer.parseInt(args[0]);
        // No pipeline counts the descriptors: its pipe would be among them for a moment. The last word keeps the shell.
        String script = "for n in 0 1 2; do readlink /proc/$$/fd/$n | sed 's/:.*//' | tr '\\n' ' '; done;"
                + " ls /proc/$$/fd; true";
        Program program = new Program(
                "/bin/sh",
                List.of(
                        "sh".getBytes(StandardCharsets.US_ASCII),
                        "-c".getBytes(StandardCharsets.US_ASCII),
                        script.getBytes(StandardCharsets.US_ASCII)),
                List.of());
        try (OutputStream out = Files.newOutputStream(Path.of(args[1]))) {
            UnixSocket.pair(SocketType.STREAM).close(); // loads what opens files of its own
            Kernel.sys().close(number);
            try (UnixSocket.Pair filler = UnixSocket.pair(SocketType.STREAM)) {
                if (filler.left().fd().number() != number) {
                    throw new IllegalStateException(
                            "the number is " + filler.left().fd());
                }
                try (ChildProcess child =
                        ChildProcess.spawn(program, filler.left().fd())) {
                    SpawnTest.ended(child);
                }
                java.nio.ByteBuffer into = java.nio.ByteBuffer.allocate(1000);
                try (Received r = filler.right().receive(into, 1)) {
                    out.write(into.array(), 0, r.bytes());
                }
            }
        }
    }
}
