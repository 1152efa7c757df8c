package dev.usher.cli.demo;

import dev.usher.config.ConfigException;
import dev.usher.config.Configuration;
import dev.usher.server.Door;
import java.io.IOException;
import java.net.BindException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * The running demo: a door in this process, the seat and, if asked for, php-fpm as its children, all below one temporary
 * directory. The thread that starts it has to outlive it, see {@link Leash}.
 */
public final class Demo implements AutoCloseable {
    /** What has been started, the last on top: ended in that order. */
    private final Deque<AutoCloseable> started = new ArrayDeque<>();

    private int port;

    private Demo() {}

    /** Reads a configuration file, as {@code usher run} does. */
    @FunctionalInterface
    public interface Reader {
        /** The file's content, checked. */
        Configuration read(Path file) throws IOException, ConfigException;
    }

    /**
     * Starts all of it; it serves when this returns.
     *
     * @throws IOException where the port is in use, php-fpm is missing, or a child does not start; nothing is left then
     */
    public static Demo start(DemoOptions options, Reader reader, SeatWatch watch)
            throws IOException, ConfigException, InterruptedException {
        if (options.php()) {
            PhpFpm.program(); // says so at once where it is missing
        }
        Demo demo = new Demo();
        boolean whole = false;
        try {
            demo.begin(options, reader, watch);
            whole = true;
            return demo;
        } finally {
            if (!whole) {
                demo.close();
            }
        }
    }

    private void begin(DemoOptions options, Reader reader, SeatWatch watch)
            throws IOException, ConfigException, InterruptedException {
        DemoPlaces at = also(DemoDirectory.create()).places();
        Files.writeString(at.config(), DemoConfig.text(at.root(), options));
        Stage stage = Stage.set(options.php(), at.seatSocket());
        // The door first: of all that can fail, a port in use is the likeliest, and the quickest to find out.
        Door door = also(open(options.port(), reader.read(at.config())));
        port = door.ports().getFirst();
        Workers workers = stage.javaWorkers();
        if (options.php()) {
            PhpFpm php = also(PhpFpm.start(at));
            workers = new PhpWorkers(php, port, at.phpAccessLog());
        }
        SeatKeeper seat = also(
                SeatKeeper.start(SeatCommand.real(at.seatSocket(), options), at.seatSocket(), at.seatLog(), watch));
        started.push(stage::stopCrowd);
        stage.begins(new Stage.Running(door, seat, workers));
        visit("/");
        visit("/api/stream");
    }

    private static Door open(int port, Configuration configuration) throws IOException {
        try {
            return Door.open(configuration, Runtime.getRuntime().availableProcessors());
        } catch (BindException e) {
            boolean used = String.valueOf(e.getMessage()).contains("in use");
            throw new IOException(
                    (used ? "port " + port + " of 127.0.0.1 is in use" : e.getMessage())
                            + "; ./usher demo --port N takes another one, --port 0 any that is free",
                    e);
        }
    }

    /** Nobody is told an address that does not answer; and the first person's stream is not the one that loads classes. */
    private void visit(String target) throws IOException {
        try (LoopbackRequest request = new LoopbackRequest()) {
            int status = request.get(port, target).status();
            if (status != 200) {
                throw new IOException("the demo answers " + status + " to its own request for " + target);
            }
        }
    }

    private <T extends AutoCloseable> T also(T thing) {
        started.push(thing);
        return thing;
    }

    /** The port of 127.0.0.1 it serves. */
    public int port() {
        return port;
    }

    /** Ends the seat, whose clients are told so, then the rest, and removes the directory. */
    @Override
    public void close() {
        @Nullable RuntimeException first = null;
        while (!started.isEmpty()) {
            try {
                started.pop().close();
            } catch (Exception e) {
                first = first == null ? new IllegalStateException("the demo could not be ended cleanly", e) : first;
            }
        }
        if (first != null) {
            throw first;
        }
    }
}
