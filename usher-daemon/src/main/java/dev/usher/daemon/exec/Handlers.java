package dev.usher.daemon.exec;

import dev.usher.daemon.backend.Failure;
import dev.usher.daemon.receive.Service;
import dev.usher.daemon.receive.StartException;
import dev.usher.daemon.stream.Count;
import dev.usher.daemon.stream.Home;
import dev.usher.fd.Fd;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs a program for each client that was let in, {@code processesMax} at a time. The handoff data are the program's, and are
 * not read here: any bytes pass but a NUL, which C would cut them at.
 */
public final class Handlers implements Service {
    private static final Logger LOG = LoggerFactory.getLogger(Handlers.class);

    private final Command command;
    private final HandlerEnvironment environment;
    private final int processesMax;
    private final Launcher launcher = new Launcher();
    private final AtomicInteger processes = new AtomicInteger();
    private final AtomicInteger clients = new AtomicInteger();
    /** By home, whose loop alone touches the set; a home that is gone is null. */
    private final Map<Home, Set<Handler>> running = new ConcurrentHashMap<>();

    private volatile boolean closing;

    private Handlers(Command command, HandlerEnvironment environment, int processesMax) {
        this.command = command;
        this.environment = environment;
        this.processesMax = processesMax;
    }

    /**
     * Makes ready; nothing runs yet.
     *
     * @param words the program, looked for on PATH where it has no slash, and its arguments
     * @param processesMax most programs at a time, 1 or more
     * @throws StartException where the program is not there or cannot be run
     */
    public static Handlers start(List<String> words, int processesMax) throws StartException {
        Command command = Command.find(words, System.getenv().getOrDefault("PATH", ""));
        LOG.info("each client gets a program: {}; {} at a time", command, processesMax);
        return new Handlers(command, HandlerEnvironment.ofThisProcess(), processesMax);
    }

    @Override
    public void serve(Home home, Fd client, byte[] data, Runnable released) {
        Failure refusal = refusal(home, data);
        if (refusal != null) {
            home.receive(client, released).refuse(refusal);
            return;
        }
        clients.incrementAndGet();
        Handler handler = new Handler(this, home, client, released);
        runningAt(home).add(handler);
        try {
            List<byte[]> variables = environment.with(data);
            if (handler.prepare()) {
                launcher.execute(() -> handler.launch(command, variables));
            }
        } catch (RejectedExecutionException closed) {
            handler.notStarted(Failure.SHUTDOWN);
        } catch (RuntimeException | Error e) {
            LOG.error("a client could not be served", e);
            handler.notStarted(Failure.INTERNAL);
        }
    }

    /** Why the client gets no program; null where it gets one, and one more is counted. */
    private @Nullable Failure refusal(Home home, byte[] data) {
        if (closing) {
            return Failure.SHUTDOWN;
        }
        if (data.length > HandlerEnvironment.DATA_BYTES_MAX) {
            home.counts().add(Count.HANDOFF_ERRORS_TRUNCATED);
            return Refusals.DATA_TOO_LONG;
        }
        for (byte each : data) {
            if (each == 0) {
                return Refusals.DATA_WITH_NUL;
            }
        }
        if (processes.incrementAndGet() > processesMax) {
            processes.decrementAndGet();
            return Refusals.TOO_MANY;
        }
        return null;
    }

    private Set<Handler> runningAt(Home home) {
        return running.computeIfAbsent(home, _ -> ConcurrentHashMap.newKeySet());
    }

    Launcher launcher() {
        return launcher;
    }

    /** One program less. From any thread. */
    void processEnded() {
        processes.decrementAndGet();
    }

    /** One client less: its descriptor is closed, or another's to close. */
    void left(Handler handler, Home home) {
        clients.decrementAndGet();
        runningAt(home).remove(handler);
    }

    @Override
    public void endAll(Home home) {
        List.copyOf(runningAt(home)).forEach(Handler::shutDown);
    }

    @Override
    public void closeAll(Home home) {
        closing = true;
        List.copyOf(runningAt(home)).forEach(Handler::abandon);
    }

    @Override
    public int clients() {
        return clients.get();
    }

    @Override
    public int descriptors() {
        return clients.get() + processes.get();
    }

    /** The client's own, and its program's pidfd. */
    @Override
    public int descriptorsEach() {
        return 2;
    }

    @Override
    public void close() {
        closing = true;
        launcher.close();
    }
}
