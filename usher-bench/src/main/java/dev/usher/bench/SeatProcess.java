package dev.usher.bench;

import dev.usher.fd.ErrnoException;
import dev.usher.fd.SocketType;
import dev.usher.fd.UnixAddress;
import dev.usher.fd.UnixSocket;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * A daemon to measure: one that runs already, or a child on a socket of its own, which {@link #close} stops. Any thread.
 */
final class SeatProcess implements AutoCloseable {
    private static final String READY = "ready, pid ";
    private static final int START_SECONDS = 60;
    private static final int STOP_SECONDS = 20;
    private static final long POLL_NANOS = 2_000_000;

    private final Path socket;
    private final long pid;
    private final @Nullable Process child;
    private final @Nullable Path directory;
    private final long startMicros;

    private SeatProcess(Path socket, long pid, @Nullable Process child, @Nullable Path directory, long startMicros) {
        this.socket = socket;
        this.pid = pid;
        this.child = child;
        this.directory = directory;
        this.startMicros = startMicros;
    }

    /**
     * One that runs; its pid is the listener's (SO_PEERCRED).
     *
     * @throws IOException where nobody listens there, or its process is not to be seen from here
     */
    static SeatProcess running(Path socket) throws IOException {
        int pid = pidBehind(socket);
        if (pid <= 0 || !Files.isReadable(Path.of("/proc", Integer.toString(pid), "status"))) {
            throw new IOException(socket + ": the process that listens there (pid " + pid
                    + ") is in another pid namespace, so that it cannot be measured");
        }
        return new SeatProcess(socket, pid, null, null, 0);
    }

    private static int pidBehind(Path socket) throws IOException {
        try (UnixSocket line = UnixSocket.open(SocketType.SEQPACKET)) {
            line.connect(UnixAddress.path(socket));
            return line.peerCredentials().pid();
        } catch (ErrnoException.WrongType stream) {
            try (UnixSocket line = UnixSocket.open(SocketType.STREAM)) {
                line.connect(UnixAddress.path(socket));
                return line.peerCredentials().pid();
            }
        }
    }

    /**
     * Starts {@code usher WORD… --socket PATH FLAG…} and waits until it is ready.
     *
     * @param javaOptions for its JVM beside those of ./usher; empty for none
     * @throws IOException where it ends or says nothing within {@value #START_SECONDS} s; with what it said
     */
    static SeatProcess start(Launcher launcher, List<String> words, List<String> flags, String javaOptions)
            throws IOException {
        Path directory = Files.createTempDirectory("usher-bench");
        Path socket = directory.resolve("seat.sock");
        List<String> all = new ArrayList<>(words);
        all.addAll(List.of("--socket", socket.toString()));
        all.addAll(flags);
        Process process = null;
        boolean ready = false;
        try {
            Path log = directory.resolve("log");
            List<String> command = launcher.command(all);
            long before = System.nanoTime();
            process = begin(command, log, javaOptions);
            awaitReady(process, log, String.join(" ", words));
            ready = true;
            return new SeatProcess(socket, process.pid(), process, directory, (System.nanoTime() - before) / 1_000);
        } finally {
            if (!ready) {
                discard(process, directory);
            }
        }
    }

    private static Process begin(List<String> command, Path log, String javaOptions) throws IOException {
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile());
        if (!javaOptions.isEmpty()) {
            builder.environment().put("USHER_JAVA_OPTS", javaOptions);
        }
        return builder.start();
    }

    private static void awaitReady(Process process, Path log, String name) throws IOException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(START_SECONDS);
        while (!Files.readString(log).contains(READY)) {
            if (!process.isAlive() || System.nanoTime() > deadline) {
                String how = process.isAlive()
                        ? " was not ready after " + START_SECONDS + " s"
                        : " ended with " + process.exitValue();
                throw new IOException("usher " + name + how + "; it said: "
                        + Files.readString(log).strip());
            }
            LockSupport.parkNanos(POLL_NANOS);
        }
    }

    Path socket() {
        return socket;
    }

    long pid() {
        return pid;
    }

    /** Whether it was started for the measurement. */
    boolean isOwn() {
        return child != null;
    }

    /** From fork to "ready"; 0 for one that ran already. */
    double startMillis() {
        return startMicros / 1_000.0;
    }

    ProcessReading reading() throws IOException {
        return ProcessReading.of(pid);
    }

    /** Ends a child, with its files; leaves a daemon that ran already alone. */
    @Override
    public void close() throws IOException {
        if (directory != null) {
            discard(child, directory);
        }
    }

    private static void discard(@Nullable Process process, Path directory) throws IOException {
        if (process != null) {
            try {
                for (int i = 0; i < 2 && process.isAlive(); i++) {
                    process.destroy();
                    process.waitFor(i == 0 ? 1 : STOP_SECONDS, TimeUnit.SECONDS);
                }
                process.destroyForcibly().waitFor();
            } catch (InterruptedException e) {
                process.destroyForcibly();
                Thread.currentThread().interrupt();
            }
        }
        try (var files = Files.list(directory)) {
            for (Path file : files.toList()) {
                Files.deleteIfExists(file);
            }
        }
        Files.deleteIfExists(directory);
    }
}
