package dev.usher.cli.e2e;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** A daemon that shares no code with ours: examples/daemons/receiver.py, .php and .c. It echoes the data. */
final class Receiver implements AutoCloseable {
    private static final Path EXAMPLES = Programs.home().resolve("examples/daemons");

    private final Process process;
    private final BufferedReader out;

    private Receiver(String... command) throws IOException {
        process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
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
    }
}
