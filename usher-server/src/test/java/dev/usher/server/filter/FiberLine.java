package dev.usher.server.filter;

import dev.usher.loop.Loops;
import dev.usher.server.bucket.Brigade;
import dev.usher.server.bucket.Bucket;
import dev.usher.server.bucket.Data;
import dev.usher.server.bucket.FileRange;
import dev.usher.server.connection.Block;
import dev.usher.server.connection.Connection;
import dev.usher.server.connection.FilterType;
import dev.usher.server.connection.ListenAddress;
import dev.usher.server.connection.Listener;
import dev.usher.server.connection.Outcome;
import dev.usher.server.connection.OutputFilter;
import dev.usher.server.connection.Phases;
import dev.usher.server.connection.Protocol;
import dev.usher.server.connection.ReadMode;
import dev.usher.server.connection.Status;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;

/** One client and its connection, which a fiber drives for good: a test runs steps on it that may wait. */
final class FiberLine implements AutoCloseable {
    private static final int PATIENCE_SECONDS = 20;

    final Socket client;
    final Connection connection;
    /** What came to the end of the output chain, a brigade an entry. */
    final List<String> passed = Collections.synchronizedList(new ArrayList<>());

    private final Loops loops = Loops.start("fiber-line", 1);
    private final Listener listener;

    FiberLine() throws Exception {
        CompletableFuture<Connection> come = new CompletableFuture<>();
        Phases phases = new Phases(() -> "line", List.of(), List.of(connection -> take(connection, come)), () -> true);
        listener = Listener.open(loops, new ListenAddress(InetAddress.getLoopbackAddress(), 0), _ -> phases);
        client = new Socket(InetAddress.getLoopbackAddress(), listener.port());
        client.setSoTimeout(PATIENCE_SECONDS * 1000);
        client.setTcpNoDelay(true);
        connection = come.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    }

    private static Outcome take(Connection connection, CompletableFuture<Connection> come) {
        connection.become(new Protocol() {
            @Override
            public void advance() {
                // Tests do all there is to do.
            }

            @Override
            public void onTimeout() {
                // No deadline is set.
            }

            @Override
            public void onAbort(Throwable why) {
                // Tests look at the connection.
            }
        });
        come.complete(connection);
        return Outcome.SUSPENDED;
    }

    /** A step of a test. */
    @FunctionalInterface
    interface Step<T> {
        T run() throws Exception;
    }

    /** Runs a step on the fiber and waits for its result. */
    <T> T on(Step<T> step) throws Exception {
        CompletableFuture<T> result = new CompletableFuture<>();
        connection.execute(() -> {
            try {
                result.complete(step.run());
            } catch (Throwable t) {
                result.completeExceptionally(t);
            }
        });
        try {
            return result.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof Exception cause) {
                throw cause;
            }
            throw e;
        }
    }

    /** Adds a stream filter to the connection's output, and behind it somebody who writes down what it passes. */
    FiberLine output(StreamFilter filter) throws Exception {
        on(() -> {
            connection.out().add(FilterType.CONNECTION, StreamFilters.output(filter));
            return connection.out().add(new FilterType(59), recorder());
        });
        return this;
    }

    OutputFilter recorder() {
        return (link, brigade) -> {
            passed.add(text(brigade));
            link.next().pass(brigade);
        };
    }

    FiberLine input(StreamFilter filter) throws Exception {
        on(() -> connection.in().add(FilterType.CONNECTION, StreamFilters.input(filter)));
        return this;
    }

    void pass(Bucket... buckets) throws Exception {
        on(() -> {
            try (Brigade brigade = Brigade.of(buckets)) {
                connection.out().pass(brigade);
            }
            return true;
        });
    }

    /** What one get gives: bytes as they are, signs in brackets; the status where it is no SUCCESS. */
    String get(ReadMode mode, Block block, int limit) throws Exception {
        return on(() -> {
            try (Brigade into = new Brigade()) {
                Status status = connection.in().get(into, mode, block, limit);
                return text(into) + (status == Status.SUCCESS ? "" : status.toString());
            }
        });
    }

    void send(String text) throws IOException {
        client.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
        client.getOutputStream().flush();
    }

    String received(int bytes) throws IOException {
        return new String(client.getInputStream().readNBytes(bytes), StandardCharsets.ISO_8859_1);
    }

    static String text(Brigade brigade) {
        StringBuilder text = new StringBuilder();
        for (Bucket bucket : brigade) {
            switch (bucket) {
                case Data data -> text.append(data.content().toString(StandardCharsets.ISO_8859_1));
                case FileRange range ->
                    text.append("[file ").append(range.length()).append(']');
                default ->
                    text.append('[').append(bucket.getClass().getSimpleName()).append(']');
            }
        }
        return text.toString();
    }

    /** Reads all there is of the brigade. */
    static String readAll(FilterIo io) throws IOException {
        StringBuilder text = new StringBuilder();
        byte[] some = new byte[100];
        for (int n = io.read(some); n > 0; n = io.read(some)) {
            text.append(new String(some, 0, n, StandardCharsets.ISO_8859_1));
        }
        return text.toString();
    }

    /** Passes on what is read, upper case. */
    static Outcome upper(FilterIo io) throws IOException {
        byte[] some = new byte[7];
        for (int n = io.read(some); n > 0; n = io.read(some)) {
            io.print(new String(some, 0, n, StandardCharsets.ISO_8859_1).toUpperCase(java.util.Locale.ROOT));
        }
        return Outcome.OK;
    }

    @Override
    public void close() throws IOException {
        client.close();
        listener.close();
        loops.close();
    }
}
