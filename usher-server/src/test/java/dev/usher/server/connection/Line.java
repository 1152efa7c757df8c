package dev.usher.server.connection;

import dev.usher.loop.Loops;
import dev.usher.server.bucket.Brigade;
import dev.usher.server.bucket.Data;
import dev.usher.server.bucket.Flush;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** A listener whose connections do nothing by themselves: a test takes them and runs steps on their driver. */
final class Line implements AutoCloseable {
    private static final int PATIENCE_SECONDS = 10;

    final BlockingQueue<Connection> connections = new LinkedBlockingQueue<>();
    final BlockingQueue<Throwable> aborts = new LinkedBlockingQueue<>();
    final Semaphore advances = new Semaphore(0);
    private final Loops loops = Loops.start("line", 1);
    private final Listener listener;

    Line() throws IOException {
        this(List.of(), List.of());
    }

    Line(List<PreConnectionHandler> pre, List<ProcessConnectionHandler> process) throws IOException {
        this(() -> "line", pre, process);
    }

    Line(VirtualHost host, List<PreConnectionHandler> pre, List<ProcessConnectionHandler> process) throws IOException {
        List<ProcessConnectionHandler> all = new java.util.ArrayList<>(process);
        all.add(new ProcessConnectionHandler() {
            @Override
            public Outcome handle(Connection connection) {
                return take(connection);
            }

            @Override
            public boolean nonBlocking() {
                return true;
            }
        });
        Phases phases = new Phases(host, pre, all);
        try {
            listener = Listener.open(loops, new ListenAddress(InetAddress.getLoopbackAddress(), 0), _ -> phases);
        } catch (IOException e) {
            loops.close();
            throw e;
        }
        loops.awaitTurn(); // a ring watches the listener from the end of its loop's turn on
    }

    private Outcome take(Connection connection) {
        connection.become(new Protocol() {
            @Override
            public void advance() {
                advances.release();
            }

            @Override
            public void onTimeout() {
                advances.release();
            }

            @Override
            public void onAbort(Throwable why) {
                aborts.add(why);
            }
        });
        connections.add(connection);
        return Outcome.SUSPENDED;
    }

    Socket client() throws IOException {
        Socket client = new Socket(InetAddress.getLoopbackAddress(), listener.port());
        client.setTcpNoDelay(true);
        client.setSoTimeout(PATIENCE_SECONDS * 1000);
        return client;
    }

    Connection connection() throws InterruptedException {
        Connection connection = connections.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
        if (connection == null) {
            throw new AssertionError("no connection came");
        }
        return connection;
    }

    /** Runs a step on the driver and waits for its result. */
    static <T> T on(Connection connection, Callable<T> step) throws Exception {
        CompletableFuture<T> result = new CompletableFuture<>();
        connection.execute(() -> {
            try {
                result.complete(step.call());
            } catch (Throwable t) {
                result.completeExceptionally(t);
            }
        });
        try {
            return result.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (java.util.concurrent.ExecutionException e) {
            if (e.getCause() instanceof Exception cause) {
                throw cause;
            }
            throw e;
        }
    }

    /** What one get gives, as text; waits until bytes are there or the end is. */
    String read(Connection connection, ReadMode mode, int limit) throws Exception {
        for (int tries = 0; tries < 100; tries++) {
            String text = on(connection, () -> {
                try (Brigade into = new Brigade()) {
                    Status status = connection.in().get(into, mode, Block.NONBLOCK, limit);
                    return status == Status.EOF
                            ? "<EOF>"
                            : new String(into.flatten(1 << 20), StandardCharsets.ISO_8859_1);
                }
            });
            if (!text.isEmpty()) {
                return text;
            }
            awaitAdvance();
        }
        throw new AssertionError("nothing came");
    }

    Status status(Connection connection, ReadMode mode) throws Exception {
        return on(connection, () -> {
            try (Brigade into = new Brigade()) {
                return connection.in().get(into, mode, Block.NONBLOCK, 1);
            }
        });
    }

    /** Has the wire ask for bytes until so many are buffered. */
    void fill(Connection connection, int bytes) throws Exception {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        while (connection.wire().buffered() < bytes) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError(connection.wire().buffered() + " of " + bytes + " bytes came");
            }
            on(connection, () -> {
                connection.wire().askForBytes();
                return true;
            });
            advances.tryAcquire(20, TimeUnit.MILLISECONDS);
        }
    }

    void awaitAdvance() throws InterruptedException {
        if (!advances.tryAcquire(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
            throw new AssertionError("the driver was not woken");
        }
    }

    static void pass(Connection connection, String text) throws Exception {
        on(connection, () -> {
            try (Brigade brigade = Brigade.of(Data.latin1(text), new Flush())) {
                connection.out().pass(brigade);
            }
            return true;
        });
    }

    Listener listener() {
        return listener;
    }

    Loops loops() {
        return loops;
    }

    @Override
    public void close() {
        listener.close();
        loops.close();
    }
}
