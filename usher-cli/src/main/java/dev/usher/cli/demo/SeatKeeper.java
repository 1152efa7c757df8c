package dev.usher.cli.demo;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Keeps a seat running as a child process, and starts it again some seconds after it died.
 *
 * <pre>
 *   STARTING ─ it says it is ready ─► UP ─ it died ─► DOWN ─ RESTART_SECONDS, or startNow() ─► STARTING
 *        └──────────── close() from anywhere ────────────────► STOPPED
 * </pre>
 *
 * <p>One thread of its own starts all children and lives as long as they do, see {@link Leash}. Methods: any thread.
 */
final class SeatKeeper implements AutoCloseable {
    /** Long enough for a person to see that the seat has gone. */
    static final int RESTART_SECONDS = 6;

    private static final int START_SECONDS = 60;
    private static final int LOOK_MILLIS = 20;
    private static final int KILL_SECONDS = 5;

    /** Where the seat is. */
    enum State {
        /** Its process runs and does not listen yet. */
        STARTING,
        /** It takes clients. */
        UP,
        /** It died; it is started again soon. */
        DOWN,
        /** The demo is over. */
        STOPPED
    }

    /**
     * What the page is told.
     *
     * @param state of the seat
     * @param pid of its process, 0 where there is none
     * @param streams clients it has now, by the sockets it holds
     * @param backInMillis until it is started again, 0 unless it is down
     */
    record View(State state, long pid, int streams, long backInMillis) {}

    private final List<String> command;
    private final Path socket;
    private final Path log;
    private final SeatWatch watch;
    private final Semaphore asked = new Semaphore(0);
    private final CompletableFuture<Void> firstStart = new CompletableFuture<>();
    private final Thread thread;

    private volatile State state = State.STARTING;
    private volatile @Nullable Process process;
    private volatile int socketsOfItsOwn;
    private volatile long downUntilNanos;
    private boolean toldGone;

    private SeatKeeper(List<String> command, Path socket, Path log, SeatWatch watch) {
        this.command = List.copyOf(command);
        this.socket = socket;
        this.log = log;
        this.watch = watch;
        this.thread = new Thread(this::keep, "demo-seat");
        thread.setDaemon(true);
    }

    /**
     * Starts the seat; it takes clients when this returns.
     *
     * @throws IOException with what it said last, where it does not
     */
    static SeatKeeper start(List<String> command, Path socket, Path log, SeatWatch watch)
            throws IOException, InterruptedException {
        SeatKeeper keeper = new SeatKeeper(command, socket, log, watch);
        keeper.thread.start();
        boolean started = false;
        try {
            keeper.firstStart.get();
            started = true;
            return keeper;
        } catch (ExecutionException e) {
            throw e.getCause() instanceof IOException io ? io : new IOException(e.getCause());
        } finally {
            if (!started) {
                keeper.close();
            }
        }
    }

    private void keep() {
        try {
            while (state != State.STOPPED) {
                Files.deleteIfExists(socket); // a killed seat leaves it behind
                Process started = Leash.start(command, log);
                process = started;
                awaitReady(started);
                started.waitFor();
                tellGone();
                rest();
            }
        } catch (IOException e) {
            firstStart.completeExceptionally(e);
        } catch (InterruptedException closing) {
            firstStart.completeExceptionally(new IOException("the demo was stopped"));
        } finally {
            changeTo(State.STOPPED);
            end();
        }
    }

    /** The log has the words of the seats before it as well; the process id tells whose these are. */
    private void awaitReady(Process started) throws IOException, InterruptedException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(START_SECONDS);
        String ready = "ready, pid " + started.pid() + "\n";
        while (started.isAlive() && !Files.readString(log).contains(ready)) {
            if (System.nanoTime() > end) {
                throw new IOException("the seat was not ready within " + START_SECONDS + " s: " + Leash.tail(log));
            }
            Thread.sleep(LOOK_MILLIS);
        }
        if (started.isAlive()) {
            socketsOfItsOwn = SocketCount.of(started.pid());
            changeTo(State.UP);
            tellBack(); // before anybody can kill it: else the one that was killed would be told of as back
            firstStart.complete(null);
        } else if (!firstStart.isDone()) {
            throw new IOException("the seat ended with " + started.exitValue() + ": " + Leash.tail(log));
        }
    }

    /** Between a death and the next start. */
    private void rest() throws InterruptedException {
        asked.drainPermits();
        downUntilNanos = System.nanoTime() + TimeUnit.SECONDS.toNanos(RESTART_SECONDS);
        changeTo(State.DOWN);
        if (state == State.DOWN) {
            boolean _ = asked.tryAcquire(RESTART_SECONDS, TimeUnit.SECONDS);
            changeTo(State.STARTING);
        }
    }

    /** STOPPED is never left. */
    private synchronized void changeTo(State next) {
        if (state != State.STOPPED) {
            state = next;
            notifyAll();
        }
    }

    /** Waits for the end of a process that was killed: until then clients are handed to it that it loses. */
    private synchronized void awaitGone(Process killed) throws InterruptedException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(KILL_SECONDS);
        while (state == State.UP && killed.equals(process)) {
            long left = end - System.nanoTime();
            if (left <= 0) {
                return;
            }
            TimeUnit.NANOSECONDS.timedWait(this, left);
        }
    }

    private synchronized void tellGone() {
        if (!toldGone && state != State.STOPPED) {
            toldGone = true;
            watch.gone(RESTART_SECONDS);
        }
    }

    private synchronized void tellBack() {
        if (toldGone && state == State.UP) {
            toldGone = false;
            watch.back();
        }
    }

    private void end() {
        Process last = process;
        if (last == null) {
            return;
        }
        try {
            Leash.stop(last);
        } catch (InterruptedException hurried) {
            last.destroyForcibly();
        }
    }

    /**
     * SIGKILL: the seat goes without a word, and its clients with it. Waits until it has gone, {@code KILL_SECONDS}
     * at most.
     *
     * @return false where none takes clients
     */
    boolean kill() throws InterruptedException {
        Process running = process;
        if (running == null || state != State.UP || !running.isAlive()) {
            return false;
        }
        tellGone(); // before a client can notice
        running.destroyForcibly();
        awaitGone(running);
        return true;
    }

    /** Does not wait any longer where the seat is down. */
    void startNow() {
        if (state == State.DOWN) {
            asked.release();
        }
    }

    /** What there is to see at this moment. */
    View view() {
        State now = state;
        Process running = process;
        if (running == null || now == State.STOPPED) {
            return new View(now, 0, 0, 0);
        }
        long waits = now == State.DOWN ? Math.max(0, downUntilNanos - System.nanoTime()) / 1_000_000 : 0;
        int streams = now == State.UP ? Math.max(0, SocketCount.of(running.pid()) - socketsOfItsOwn) : 0;
        return new View(now, now == State.DOWN ? 0 : running.pid(), streams, waits);
    }

    /** Ends the seat, and waits until it has ended. */
    @Override
    public void close() {
        changeTo(State.STOPPED);
        thread.interrupt();
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
