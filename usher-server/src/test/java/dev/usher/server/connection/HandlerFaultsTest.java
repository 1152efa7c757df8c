package dev.usher.server.connection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.usher.server.bucket.Brigade;
import dev.usher.server.bucket.Data;
import dev.usher.server.bucket.Flush;
import dev.usher.server.content.Recorded;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What handlers do that they should not, and what becomes of it: who is named, and what is nobody's fault. */
class HandlerFaultsTest {
    private interface Body {
        Outcome of(Connection connection) throws Exception;
    }

    private static Line line(String name, Body body) throws IOException {
        ProcessConnectionHandler handler = new ProcessConnectionHandler() {
            @Override
            public Outcome handle(Connection connection) throws Exception {
                return body.of(connection);
            }

            @Override
            public String toString() {
                return name;
            }
        };
        return new Line(List.of(), List.of(handler));
    }

    private static void assertEnded(Socket client) throws IOException {
        assertThat(client.getInputStream().read()).isEqualTo(-1);
    }

    @Test
    void anErrorOfTheHandlersOwnIsAnErrorAlthoughTheConnectionIsClosed() throws Exception {
        try (Recorded log = Recorded.of("connection");
                Line line = line("My::Own", connection -> {
                    connection.close();
                    throw new IOException("the disk is full");
                });
                Socket client = line.client()) {
            assertEnded(client);
            log.await("My::Own failed, the connection is closed: java.io.IOException: the disk is full");
        }
    }

    @Test
    void aClientThatHasGoneIsNoErrorAlthoughTheConnectionStillLooksOpen() throws Exception {
        try (Recorded log = Recorded.of("connection");
                Line line = line("My::Polite", _ -> {
                    throw new IOException("while it passed", new ClientGoneException());
                });
                Socket client = line.client()) {
            assertEnded(client);
            log.await("the client has gone while My::Polite worked");
            assertThat(log.stacks()).isEmpty();
        }
    }

    /** The handler learns of it by whichever of its calls is first: each time the log has a quiet line, and the cause. */
    @Test
    void aClientThatResetsInTheMidstOfWritesIsNeverAnError() throws Exception {
        int clients = 50;
        byte[] words = new byte[10_000];
        BlockingQueue<Long> ids = new LinkedBlockingQueue<>();
        try (Recorded log = Recorded.of("connection");
                Line line = line("My::Writer", connection -> {
                    ids.add(connection.id());
                    while (connection.isOpen()) {
                        connection.clientSocket().send(words, 0, words.length);
                    }
                    connection.clientSocket().send(words, 0, words.length);
                    return Outcome.OK;
                })) {
            for (int i = 0; i < clients; i++) {
                try (Socket client = line.client()) {
                    client.setSoLinger(true, 0);
                    assertThat(client.getInputStream().readNBytes(words.length)).hasSize(words.length);
                }
                log.await("connection " + ids.take() + " from 127.0.0.1: the client has gone while My::Writer worked");
            }
            assertThat(log.stacks()).isEmpty();
        }
    }

    /** Its own upstream's socket is not the client's. */
    @Test
    void aFiltersOwnTimeoutIsTheFiltersFailure() throws Exception {
        try (Recorded log = Recorded.of("connection");
                Line line = line("My::Reader", connection -> {
                    connection.in().add(FilterType.CONNECTION, failing(new SocketTimeoutException("the database")));
                    read(connection, ReadMode.READBYTES);
                    return Outcome.OK;
                });
                Socket client = line.client()) {
            assertEnded(client);
            assertThat(log.await("My::Reader failed")).contains("My::Filter failed", "the database");
        }
    }

    private static InputFilter failing(Throwable why) {
        return new InputFilter() {
            @Override
            public Status get(Link link, Brigade into, ReadMode mode, Block block, int limit) throws IOException {
                link.called("InputFilter My::Filter");
                switch (why) {
                    case RuntimeException e -> throw e;
                    case Error e -> throw e;
                    case IOException e -> throw e;
                    default -> throw new AssertionError(why);
                }
            }
        };
    }

    private static void read(Connection connection, ReadMode mode) throws IOException {
        try (Brigade into = new Brigade()) {
            connection.in().get(into, mode, Block.BLOCK, 10);
        }
    }

    @ParameterizedTest
    @EnumSource(ReadMode.class)
    void anInputFilterThatThrowsIsNamedInWhateverModeItWasAsked(ReadMode mode) throws Exception {
        for (Throwable why : new Throwable[] {
            new IllegalStateException("on purpose"), new AssertionError("on purpose"), new IOException("on purpose")
        }) {
            try (Recorded log = Recorded.of("connection");
                    Line line = line("My::Reader", connection -> {
                        connection.in().add(FilterType.CONNECTION, failing(why));
                        read(connection, mode);
                        return Outcome.OK;
                    });
                    Socket client = line.client()) {
                assertEnded(client);
                assertThat(log.await("My::Reader failed"))
                        .contains("InputFilter My::Filter failed: "
                                + why.getClass().getName() + ": on purpose");
            }
        }
    }

    /** The one that has failed is named, and not those before it which let the error through. */
    @Test
    void ofSeveralFiltersTheOneThatFailedIsNamed() throws Exception {
        InputFilter passing = (link, into, mode, block, limit) -> {
            link.called("InputFilter My::Innocent");
            return link.next().get(into, mode, block, limit);
        };
        try (Recorded log = Recorded.of("connection");
                Line line = line("My::Reader", connection -> {
                    connection.in().add(FilterType.CONNECTION, passing);
                    connection.in().add(FilterType.CONNECTION, failing(new IOException("on purpose")));
                    read(connection, ReadMode.GETLINE);
                    return Outcome.OK;
                });
                Socket client = line.client()) {
            assertEnded(client);
            assertThat(log.await("My::Reader failed")).contains("My::Filter").doesNotContain("My::Innocent");
        }
    }

    @Test
    void anOutputFilterThatThrowsIsNamed() throws Exception {
        try (Recorded log = Recorded.of("connection");
                Line line = line("My::Writer", connection -> {
                    connection.out().add(FilterType.CONNECTION, (link, _) -> {
                        link.called("OutputFilter My::Filter");
                        throw new IOException("on purpose");
                    });
                    try (Brigade words = Brigade.of(Data.latin1("words"), new Flush())) {
                        connection.out().pass(words);
                    }
                    return Outcome.OK;
                });
                Socket client = line.client()) {
            assertEnded(client);
            assertThat(log.await("My::Writer failed"))
                    .contains("OutputFilter My::Filter failed: java.io.IOException: on purpose");
        }
    }

    @Test
    void aForeignThreadIsRefusedBeforeAByteGoesOut() throws Exception {
        CompletableFuture<String> refused = new CompletableFuture<>();
        try (Line line = line("My::Threads", connection -> {
                    Thread.ofPlatform()
                            .start(() -> refused.complete(refusals(connection)))
                            .join();
                    return Outcome.OK;
                });
                Socket client = line.client()) {
            assertThat(refused.get(10, TimeUnit.SECONDS)).isEqualTo("send receive pass get ");
            assertEnded(client);
        }
    }

    private interface Attempt {
        void run() throws Exception;
    }

    private static String refusals(Connection connection) {
        return refusal("send", () -> connection.clientSocket().send(new byte[1], 0, 1))
                + refusal("receive", () -> connection.clientSocket().receive(new byte[1]))
                + refusal("pass", () -> {
                    try (Brigade brigade = Brigade.of(Data.latin1("x"))) {
                        connection.out().pass(brigade);
                    }
                })
                + refusal("get", () -> {
                    try (Brigade into = new Brigade()) {
                        connection.in().get(into, ReadMode.READBYTES, Block.NONBLOCK, 1);
                    }
                });
    }

    private static String refusal(String name, Attempt attempt) {
        try {
            attempt.run();
            return name + " was let through; ";
        } catch (Exception | AssertionError e) {
            boolean isClear = e instanceof IllegalStateException
                    && e.toString().contains("connection ")
                    && e.toString().contains("Thread[");
            return isClear ? name + " " : e + "; ";
        }
    }

    @Test
    void aTimeoutOutOfItsRangeIsRefusedWithItsValueAndTheLimits() throws Exception {
        try (Line line = new Line();
                Socket client = line.client()) {
            assertThat(client.isConnected()).isTrue();
            ClientSocket socket = line.connection().clientSocket();
            for (Duration each : new Duration[] {
                Duration.ofDays(1_000_000_000L),
                Duration.ofSeconds(Long.MAX_VALUE),
                ClientSocket.TIMEOUT_MAX.plusNanos(1),
                Duration.ofNanos(999_999),
                Duration.ZERO,
                Duration.ofMillis(-1)
            }) {
                assertThatThrownBy(() -> socket.timeout(each))
                        .isInstanceOf(IllegalArgumentException.class)
                        .hasMessageContainingAll(each.toString(), "1 ms", "365 days");
            }
            socket.timeout(ClientSocket.TIMEOUT_MAX);
            assertThat(socket.timeout()).isEqualTo(Duration.ofDays(365));
        }
    }

    /** Three listeners with a handler each that does not return: they are waited for together, as long as one alone. */
    @Test
    void handlersThatDoNotReturnAreWaitedForOnceHoweverManyListenersThereAre() throws Exception {
        CountDownLatch begun = new CountDownLatch(3);
        CountDownLatch end = new CountDownLatch(1);
        CountDownLatch over = new CountDownLatch(3);
        Body stubborn = _ -> {
            begun.countDown();
            boolean ended = false;
            while (!ended) {
                try {
                    ended = end.await(20, TimeUnit.SECONDS);
                } catch (InterruptedException e) {
                    ended = false; // the fault that is tried
                }
            }
            over.countDown();
            return Outcome.OK;
        };
        try (Recorded log = Recorded.of("connection");
                Line first = line("My::First", stubborn);
                Line second = line("My::Second", stubborn);
                Line third = line("My::Third", stubborn);
                Socket _ = first.client();
                Socket _ = second.client();
                Socket _ = third.client()) {
            assertThat(begun.await(10, TimeUnit.SECONDS)).isTrue();
            long start = System.nanoTime();
            Listener.closeAll(List.of(first.listener(), second.listener(), third.listener()));
            Duration took = Duration.ofNanos(System.nanoTime() - start);
            end.countDown();
            assertThat(took).isBetween(Duration.ofMillis(1_900), Duration.ofMillis(3_500));
            for (String name : List.of("My::First", "My::Second", "My::Third")) {
                log.await(name + " does not return, and its thread is left behind");
            }
            assertThat(over.await(10, TimeUnit.SECONDS)).isTrue();
        }
    }
}
