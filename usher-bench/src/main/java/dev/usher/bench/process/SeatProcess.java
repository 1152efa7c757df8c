package dev.usher.bench.process;

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
public final class SeatProcess implements AutoCloseable {
    private static final String READY = "ready, pid ";
    private static final int START_SECONDS = 60;
    private static final long POLL_NANOS = 2_000_000;

    private final Path socket;
    private final @Nullable ChildHome home;
    private final long startMicros;
    private volatile long pid;

    private SeatProcess(Path socket, long pid, @Nullable ChildHome home, long startMicros) {
        this.socket = socket;
        this.pid = pid;
        this.home = home;
        this.startMicros = startMicros;
    }

    /**
     * One that runs. Nobody knocks at its door without a handoff: whether it is there is asked with a connect of the wrong
     * type, which the kernel answers by itself (unix(7), EPROTOTYPE); its pid is {@link #learn learned} of the first handoff.
     *
     * @throws IOException where nobody listens there
     */
    public static SeatProcess running(Path socket) throws IOException {
        try (UnixSocket knock = UnixSocket.open(SocketType.DGRAM)) {
            knock.connect(UnixAddress.path(socket));
            throw new IOException(socket + ": a datagram socket, which takes no connections");
        } catch (ErrnoException.WrongType somebody) {
            return new SeatProcess(socket, 0, null, 0);
        }
    }

    /**
     * Takes the pid that SO_PEERCRED says of a connection to it; on the loop, before anything is sent there.
     *
     * @throws IOException where its process is not to be seen from here
     */
    public void learn(UnixSocket line) throws IOException {
        if (pid != 0) {
            return;
        }
        int listener = line.peerCredentials().pid();
        if (listener <= 0 || !Files.isReadable(Path.of("/proc", Integer.toString(listener), "status"))) {
            throw new IOException(socket + ": the process that listens there (pid " + listener
                    + ") is in another pid namespace, so that it cannot be measured");
        }
        pid = listener;
    }

    /**
     * Starts {@code usher WORD… --socket PATH FLAG…} and waits until it is ready.
     *
     * @param javaOptions for its JVM beside those of ./usher; empty for none
     * @throws IOException where it ends or says nothing within {@value #START_SECONDS} s; with what it said
     */
    public static SeatProcess start(Launcher launcher, List<String> words, List<String> flags, String javaOptions)
            throws IOException {
        ChildHome home = ChildHome.create();
        boolean ready = false;
        try {
            Path socket = home.directory().resolve("seat.sock");
            Path log = home.directory().resolve("log");
            List<String> all = new ArrayList<>(words);
            all.addAll(List.of("--socket", socket.toString()));
            all.addAll(flags);
            ProcessBuilder builder = builder(launcher.command(all), log, javaOptions);
            long before = System.nanoTime();
            Process process = home.start(builder);
            awaitReady(process, log, String.join(" ", words));
            ready = true;
            return new SeatProcess(socket, process.pid(), home, (System.nanoTime() - before) / 1_000);
        } finally {
            if (!ready) {
                home.close();
            }
        }
    }

    private static ProcessBuilder builder(List<String> command, Path log, String javaOptions) {
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile());
        if (!javaOptions.isEmpty()) {
            builder.environment().put("USHER_JAVA_OPTS", javaOptions);
        }
        return builder;
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

    /** Where it listens. */
    public Path socket() {
        return socket;
    }

    /** Its pid; 0 as long as it is not known. */
    public long pid() {
        return pid;
    }

    /** From fork to "ready"; 0 for one that ran already. */
    public double startMillis() {
        return startMicros / 1_000.0;
    }

    /**
     * What it has used so far.
     *
     * @throws IOException where it has ended, or is not known yet
     */
    public ProcessReading reading() throws IOException {
        return ProcessReading.of(pid);
    }

    /** Ends a child, with its files; leaves a daemon that ran already alone. */
    @Override
    public void close() throws IOException {
        if (home != null) {
            home.close();
        }
    }
}
