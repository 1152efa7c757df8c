package dev.usher.server.connection;

import static org.assertj.core.api.Assertions.assertThat;

import dev.usher.server.bucket.Brigade;
import dev.usher.server.bucket.Data;
import dev.usher.server.bucket.Flush;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Handlers that wait: each on its connection's own virtual thread. */
@Tag("transport")
class FiberTest {
    private final BlockingQueue<String> events = new LinkedBlockingQueue<>();

    private String event() throws InterruptedException {
        String event = events.poll(10, TimeUnit.SECONDS);
        if (event == null) {
            throw new AssertionError("nothing has happened for 10 s");
        }
        return event;
    }

    private static Line line(ProcessConnectionHandler handler) throws IOException {
        return new Line(List.of(), List.of(handler));
    }

    private static void send(Socket client, String text) throws IOException {
        client.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
        client.getOutputStream().flush();
    }

    private static String readText(Socket client, int length) throws IOException {
        return new String(client.getInputStream().readNBytes(length), StandardCharsets.ISO_8859_1);
    }

    @Test
    void aHandlerOnTheSocketWaitsForBytesAndGets0AtTheEndAgainAndAgain() throws Exception {
        ProcessConnectionHandler echo = connection -> {
            byte[] buffer = new byte[4];
            for (int n = connection.clientSocket().receive(buffer); n > 0; ) {
                connection.clientSocket().send(buffer, 0, n);
                n = connection.clientSocket().receive(buffer);
            }
            events.add("end " + connection.clientSocket().receive(buffer));
            return Outcome.OK;
        };
        try (Line line = line(echo);
                Socket client = line.client()) {
            send(client, "hello");
            assertThat(readText(client, 5)).isEqualTo("hello");
            send(client, "again");
            assertThat(readText(client, 5)).isEqualTo("again");
            client.shutdownOutput();
            assertThat(event()).isEqualTo("end 0");
            assertThat(client.getInputStream().read()).isEqualTo(-1);
        }
    }

    @Test
    void getlineThatMayWaitGivesTheWholeLineHoweverItComes() throws Exception {
        ProcessConnectionHandler lines = connection -> {
            try (Brigade into = new Brigade()) {
                events.add("waits");
                Status status = connection.in().get(into, ReadMode.GETLINE, Block.BLOCK, 1);
                events.add(status + " " + new String(into.flatten(100), StandardCharsets.ISO_8859_1));
            }
            return Outcome.OK;
        };
        try (Line line = line(lines);
                Socket client = line.client()) {
            assertThat(event()).isEqualTo("waits");
            for (String piece : new String[] {"o", "ne l", "ine\r", "\nrest"}) {
                send(client, piece);
            }
            assertThat(event()).isEqualTo("SUCCESS one line\r\n");
        }
    }

    @Test
    void aPartialLineAtTheEndIsASuccessThenOneSuccessWithoutBytesIsNotGivenAndEofFollows() throws Exception {
        ProcessConnectionHandler lines = connection -> {
            for (int i = 0; i < 3; i++) {
                try (Brigade into = new Brigade()) {
                    Status status = connection.in().get(into, ReadMode.GETLINE, Block.BLOCK, 1);
                    events.add(status + " " + into.length());
                }
            }
            return Outcome.OK;
        };
        try (Line line = line(lines);
                Socket client = line.client()) {
            send(client, "rest");
            client.shutdownOutput();
            assertThat(List.of(event(), event(), event())).containsExactly("SUCCESS 4", "EOF 0", "EOF 0");
        }
        try (Line line = line(lines);
                Socket client = line.client()) {
            client.shutdownOutput();
            assertThat(List.of(event(), event(), event())).containsExactly("SUCCESS 0", "EOF 0", "EOF 0");
        }
    }

    @Test
    void aTimeoutIsTheConnectionsAndEachWaitHasItAnew() throws Exception {
        ProcessConnectionHandler impatient = connection -> {
            connection.clientSocket().timeout(Duration.ofMillis(30));
            try {
                connection.clientSocket().receive(new byte[1]);
            } catch (SocketTimeoutException e) {
                events.add("timed out, open " + connection.isOpen());
            }
            connection.clientSocket().timeout(Duration.ofSeconds(10));
            events.add("then " + connection.clientSocket().receive(new byte[1]));
            return Outcome.OK;
        };
        try (Line line = line(impatient);
                Socket client = line.client()) {
            assertThat(event()).isEqualTo("timed out, open true");
            send(client, "x");
            assertThat(event()).isEqualTo("then 1");
        }
    }

    @Test
    void aHandlerThatLooksAndDeclinesLeavesEveryByteAndTheLoopDrivesThen() throws Exception {
        ProcessConnectionHandler looking = connection -> {
            try (Brigade into = new Brigade()) {
                connection.in().get(into, ReadMode.SPECULATIVE, Block.BLOCK, 3);
                events.add(new String(into.flatten(10), StandardCharsets.ISO_8859_1));
            }
            return Outcome.DECLINED;
        };
        try (Line line = line(looking);
                Socket client = line.client()) {
            send(client, "GET / HTTP/1.1\r\n");
            assertThat(event()).isEqualTo("GET");
            Connection connection = line.connection();
            assertThat(line.read(connection, ReadMode.GETLINE, 1)).isEqualTo("GET / HTTP/1.1\r\n");
            assertThat(Line.on(connection, () -> Thread.currentThread().isVirtual()))
                    .isFalse();
        }
    }

    @Test
    void aClientThatResetsWakesWhoWaitsForItWithTheCause() throws Exception {
        ProcessConnectionHandler waiting = connection -> {
            events.add("waits");
            try {
                connection.clientSocket().receive(new byte[1]);
            } catch (IOException e) {
                events.add("lost " + (e.getCause() != null));
                throw e;
            }
            return Outcome.OK;
        };
        try (Line line = line(waiting);
                Socket client = line.client()) {
            assertThat(event()).isEqualTo("waits");
            client.setSoLinger(true, 0);
            client.close();
            assertThat(event()).isEqualTo("lost true");
        }
    }

    @Test
    void aHandlerThatPassesMoreThanTheClientTakesIsHeldBackAndAllArrives() throws Exception {
        int pieces = 2000;
        ProcessConnectionHandler pouring = connection -> {
            for (int i = 0; i < pieces; i++) {
                try (Brigade brigade = Brigade.of(new Data(Unpooled.wrappedBuffer(new byte[16_384])))) {
                    connection.out().pass(brigade);
                }
                if (connection.wire().unsent() > 64 * 1024 + 16_384) {
                    events.add("too much on its way: " + connection.wire().unsent());
                }
                if (i == 0) {
                    events.add("begun");
                }
            }
            events.add("passed");
            return Outcome.OK;
        };
        try (Line line = line(pouring);
                Socket client = line.client()) {
            assertThat(event()).isEqualTo("begun");
            assertThat(events.poll(100, TimeUnit.MILLISECONDS)).as("held back").isNull();
            assertThat(client.getInputStream().readAllBytes()).hasSize(pieces * 16_384);
            assertThat(event()).isEqualTo("passed");
        }
    }

    @Test
    void aFlushIsWaitedForAndDataWithoutOneIsNot() throws Exception {
        ProcessConnectionHandler flushing = connection -> {
            try (Brigade small = Brigade.of(Data.latin1("without"))) {
                connection.out().pass(small);
            }
            events.add("passed");
            try (Brigade small = Brigade.of(Data.latin1(", with"), new Flush())) {
                connection.out().pass(small);
            }
            events.add("unsent " + connection.wire().unsent());
            connection.clientSocket().receive(new byte[1]);
            return Outcome.OK;
        };
        try (Line line = line(flushing);
                Socket client = line.client()) {
            assertThat(event()).isEqualTo("passed");
            assertThat(event()).isEqualTo("unsent 0");
            assertThat(readText(client, 13)).isEqualTo("without, with");
        }
    }

    @Test
    void aClientThatTakesNothingForTheTimeoutIsAborted() throws Exception {
        ProcessConnectionHandler pouring = connection -> {
            connection.clientSocket().timeout(Duration.ofMillis(50));
            byte[] piece = new byte[1 << 20];
            try {
                while (connection.clientSocket().send(piece, 0, piece.length) > 0) {
                    connection.notes().set("sent", true);
                }
            } catch (SocketTimeoutException e) {
                events.add("timed out");
                throw e;
            }
            return Outcome.OK;
        };
        try (Line line = line(pouring);
                Socket client = line.client()) {
            assertThat(event()).isEqualTo("timed out");
            assertThat(client.isConnected()).isTrue();
        }
    }

    @Test
    void whatWasPassedBeforeAnExceptionStillArrives() throws Exception {
        ProcessConnectionHandler failing = connection -> {
            try (Brigade words = Brigade.of(Data.latin1("last words"))) {
                connection.out().pass(words);
            }
            throw new IllegalStateException("on purpose");
        };
        try (Line line = line(failing);
                Socket client = line.client()) {
            assertThat(client.getInputStream().readAllBytes()).asString().isEqualTo("last words");
        }
    }

    /** Bytes that nobody has read stand before the reset: it is seen all the same, and the descriptor does not stay. */
    @ParameterizedTest
    @ValueSource(strings = {"", "hello"})
    void aResetIsNoticedWhileTheHandlerDoesNotRead(String unread) throws Exception {
        CompletableFuture<Connection> begun = new CompletableFuture<>();
        CountDownLatch end = new CountDownLatch(1);
        ProcessConnectionHandler busy = c -> {
            begun.complete(c);
            assertThat(end.await(10, TimeUnit.SECONDS)).isTrue();
            return Outcome.OK;
        };
        try (Line line = new Line(List.of(), List.of(busy))) {
            Socket client = line.client();
            send(client, unread);
            Connection connection = begun.get(10, TimeUnit.SECONDS);
            client.setSoLinger(true, 0);
            client.close();
            long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
            while (connection.isOpen() && System.nanoTime() < deadline) {
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(2));
            }
            assertThat(connection.isOpen()).isFalse();
            end.countDown();
        }
    }

    @Test
    void aHandlerThatNeverReturnsIsInterruptedWhenTheListenerCloses() throws Exception {
        CountDownLatch never = new CountDownLatch(1);
        ProcessConnectionHandler sleeping = _ -> {
            events.add("sleeps");
            try {
                never.await();
            } catch (InterruptedException e) {
                events.add("interrupted");
                throw e;
            }
            return Outcome.OK;
        };
        try (Line line = line(sleeping);
                Socket client = line.client()) {
            assertThat(event()).isEqualTo("sleeps");
            assertThat(client.isConnected()).isTrue();
        }
        assertThat(event()).isEqualTo("interrupted");
    }

    @Test
    void aHandlerThatWaitsForItsClientEndsWhenTheListenerCloses() throws Exception {
        ProcessConnectionHandler waiting = connection -> {
            events.add("waits");
            try {
                connection.clientSocket().receive(new byte[1]);
            } catch (IOException e) {
                events.add("over");
            }
            return Outcome.OK;
        };
        try (Line line = line(waiting)) {
            Socket client = line.client();
            assertThat(event()).isEqualTo("waits");
            line.close();
            assertThat(event()).isEqualTo("over");
            client.close();
        }
    }

    @Test
    void stepsFromAnyThreadRunInTheirOrderAndOnceWhileTheDriverChanges() throws Exception {
        int rounds = 200;
        int steps = 50;
        ProcessConnectionHandler declining = connection -> {
            events.add("there");
            return Outcome.DECLINED;
        };
        try (Line line = line(declining)) {
            for (int round = 0; round < rounds; round++) {
                try (Socket client = line.client()) {
                    Connection connection = line.connection();
                    List<Integer> seen = java.util.Collections.synchronizedList(new java.util.ArrayList<>());
                    CountDownLatch all = new CountDownLatch(steps);
                    for (int i = 0; i < steps; i++) {
                        int number = i;
                        connection.execute(() -> {
                            if (!connection.isDriver()) {
                                events.add("not the driver");
                            }
                            seen.add(number);
                            all.countDown();
                        });
                    }
                    assertThat(all.await(10, TimeUnit.SECONDS)).isTrue();
                    assertThat(seen).isSorted().hasSize(steps);
                    assertThat(client.isConnected()).isTrue();
                }
            }
            assertThat(events).hasSize(rounds).containsOnly("there");
        }
    }
}
