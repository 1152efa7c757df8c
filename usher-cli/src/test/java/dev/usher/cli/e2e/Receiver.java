package dev.usher.cli.e2e;

import dev.usher.fd.UnixSocket;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;

/** A daemon that shares no code with ours: examples/daemons/receiver.py, .php and .c. It echoes the data. */
final class Receiver implements AutoCloseable {
    private static final Path EXAMPLES = Programs.home().resolve("examples/daemons");

    private final Process process;
    private final BufferedReader out;

    private final Path errors = Files.createTempFile("usher-receiver", ".log");

    private Receiver(String... command) throws IOException {
        process = new ProcessBuilder(command).redirectError(errors.toFile()).start();
        out = process.inputReader(StandardCharsets.UTF_8);
        if (!"ready".equals(out.readLine())) {
            close();
            throw new IOException(String.join(" ", command) + " did not start");
        }
    }

    static Receiver inPython(Path socket, String type) throws IOException {
        return new Receiver(Programs.python(), EXAMPLES.resolve("receiver.py").toString(), socket.toString(), type);
    }

    static Receiver inPhp(Path socket, String type) throws IOException {
        String php = Programs.find("php-cli", "php");
        return new Receiver(php, EXAMPLES.resolve("receiver.php").toString(), socket.toString(), type);
    }

    static Receiver inC(Path socket, String type, Path directory) throws IOException, InterruptedException {
        Path program = Programs.compiled(EXAMPLES.resolve("receiver.c"), directory);
        return new Receiver(program.toString(), socket.toString(), type);
    }

    /** What it said to its error output so far. */
    String errors() throws IOException {
        return Files.readString(errors);
    }

    /** How many descriptors it has. */
    long openFiles() throws IOException {
        try (Stream<Path> all = Files.list(Path.of("/proc/" + process.pid() + "/fd"))) {
            return all.count();
        }
    }

    /** All that comes to one end of a pair until its end. */
    static String heard(UnixSocket end) throws Exception {
        ByteBuffer into = ByteBuffer.allocate(10_000);
        AtomicBoolean ended = new AtomicBoolean();
        Waiting.until("the answer ends", 20, () -> {
            try (var received = end.receive(into, 0)) {
                ended.set(received.bytes() == 0);
            }
            return ended.get();
        });
        return new String(into.array(), 0, into.position(), StandardCharsets.UTF_8);
    }

    @Override
    public void close() throws IOException {
        process.destroyForcibly();
        try {
            process.waitFor();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        process.getOutputStream().close();
        process.getErrorStream().close();
        out.close();
        Files.delete(errors);
    }
}
