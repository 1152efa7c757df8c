package dev.usher.cli.demo;

import dev.usher.server.Door;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * What the demo's Java handlers find when they are called: the server makes them by their names alone, so that there is one
 * stage a process. Any thread.
 */
final class Stage {
    private static final AtomicReference<@Nullable Stage> CURRENT = new AtomicReference<>();

    private final boolean php;
    private final Path seatSocket;
    private final JavaWorkers javaWorkers = new JavaWorkers();
    private final AtomicReference<@Nullable Running> running = new AtomicReference<>();
    private final AtomicReference<@Nullable Crowd> crowd = new AtomicReference<>();

    /**
     * All that runs, once it does.
     *
     * @param door whose port is known now
     * @param seat the child
     * @param workers of the application, PHP or Java
     */
    record Running(Door door, SeatKeeper seat, Workers workers) {
        int port() {
            return door.ports().getFirst();
        }
    }

    private Stage(boolean php, Path seatSocket) {
        this.php = php;
        this.seatSocket = seatSocket;
    }

    /** Sets a stage; nothing runs on it yet. */
    static Stage set(boolean php, Path seatSocket) {
        Stage made = new Stage(php, seatSocket);
        CURRENT.set(made);
        return made;
    }

    /** The one that is set. */
    static Stage current() {
        Stage now = CURRENT.get();
        if (now == null) {
            throw new IllegalStateException("this handler belongs to ./usher demo");
        }
        return now;
    }

    void begins(Running all) {
        running.set(all);
    }

    /** Null while the demo starts: the door is open already. */
    @Nullable
    Running running() {
        return running.get();
    }

    boolean php() {
        return php;
    }

    Path seatSocket() {
        return seatSocket;
    }

    JavaWorkers javaWorkers() {
        return javaWorkers;
    }

    /** The crowd there is, running or through; null before the first. */
    @Nullable
    Crowd crowd() {
        return crowd.get();
    }

    /** Opens a crowd. @return false where one runs already */
    synchronized boolean openCrowd(int port, String target) {
        Crowd last = crowd.get();
        if (last != null && last.view().runs()) {
            return false;
        }
        crowd.set(Crowd.open(port, target));
        return true;
    }

    /** Hangs up on the crowd, if there is one. */
    void stopCrowd() {
        Crowd last = crowd.get();
        if (last != null) {
            last.close();
        }
    }

    /** What the page polls, as JSON. */
    String state() throws IOException {
        Running all = running.get();
        Crowd last = crowd.get();
        return all == null
                ? "{\"starting\":true}"
                : StateJson.of(
                        php,
                        all.workers(),
                        all.seat().view(),
                        DoorFacts.of(all.door()),
                        last == null ? null : last.view());
    }
}
