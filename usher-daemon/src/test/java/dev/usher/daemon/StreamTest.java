package dev.usher.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import dev.usher.daemon.backend.Failure;
import dev.usher.daemon.backend.Finish;
import dev.usher.daemon.stream.Count;
import dev.usher.fd.SocketType;
import dev.usher.fd.UnixSocket;
import io.netty.channel.unix.Socket;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One stream between its source and its client: who leaves, who is slow, who fails, and what the other is told. */
@Tag("transport")
class StreamTest {
    private static final String DONE = "event: done\ndata: [DONE]\n\n";

    private static final int NEARLY_THE_LINGER_MILLIS = 25_000;

    @TempDir
    Path directory;

    @Test
    void h2AClientThatLeavesBeforeTheFirstTokenCancelsTheSource() throws Exception {
        Script script = new Script();
        try (House house = House.open(directory, script)) {
            try (Guest guest = Guest.arrive()) {
                Door.handOver(house.path(), guest, "{}");
                assertThat(script.nextEvent()).isEqualTo("open");
            }
            assertThat(script.nextEvent()).isEqualTo("cancel CLIENT_LEFT");
            house.awaitCount(Count.STREAM_ERRORS_CLIENT, 1);
        }
    }

    @Test
    void aClientThatLeavesInMidStreamIsNoticedWithoutAWrite() throws Exception {
        Script script = new Script(sink -> Script.say(sink, "one"));
        try (House house = House.open(directory, script)) {
            try (Guest guest = Guest.arrive()) {
                Door.handOver(house.path(), guest, "{}");
                guest.hearsUntil("data: one\n\n");
            }
            assertThat(script.nextEvent()).isEqualTo("open");
            assertThat(script.nextEvent()).isEqualTo("cancel CLIENT_LEFT");
            House.await(() -> house.seat.activeStreams() == 0);
        }
    }

    @Test
    void theSocketOfAStreamThatStaysIsToldToSendAtOnceAndToProbe() throws Exception {
        Script script = new Script(sink -> Script.say(sink, "one"));
        try (House house = House.open(directory, script);
                Guest guest = Guest.arrive()) {
            Socket doorsEnd = new Socket(guest.doorsEnd.number());
            Door.send(house.path(), SocketType.SEQPACKET, new byte[1], guest.doorsEnd);
            House.await(() -> keepsAlive(doorsEnd));
            assertThat(doorsEnd.isTcpNoDelay()).isTrue();
        }
    }

    @Test
    void anAnswerThatIsCompleteInItsFirstTurnCostsNoOptions() throws Exception {
        try (House house = House.open(directory, "message-delay=0ms");
                Guest guest = Guest.arrive()) {
            Socket doorsEnd = new Socket(guest.doorsEnd.number());
            Door.send(house.path(), SocketType.SEQPACKET, new byte[1], guest.doorsEnd);
            assertThat(guest.hearsUntil(DONE)).startsWith("HTTP/1.1 200 ");
            assertThat(keepsAlive(doorsEnd)).isFalse();
        }
    }

    private static boolean keepsAlive(Socket socket) {
        try {
            return socket.isKeepAlive();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void aUnixClientThatLeavesIsNoticedToo() throws Exception {
        Script script = new Script();
        try (House house = House.open(directory, script)) {
            try (UnixSocket.Pair pair = UnixSocket.pair(SocketType.STREAM)) {
                Door.send(
                        house.path(),
                        SocketType.SEQPACKET,
                        new byte[1],
                        pair.left().fd());
                assertThat(script.nextEvent()).isEqualTo("open");
                pair.right().close();
                assertThat(script.nextEvent()).isEqualTo("cancel CLIENT_LEFT");
            }
        }
    }

    @Test
    void aUnixClientIsServed() throws Exception {
        try (House house = House.open(directory, "message-delay=0ms")) {
            assertThat(house.exchangeOverAPair("")).endsWith(DONE);
        }
    }

    @Test
    void aSourceThatFailsBeforeTheFirstTokenIs502() throws Exception {
        Script script = new Script(sink -> sink.failed(Failure.unreachable("No model is there.")));
        try (House house = House.open(directory, script)) {
            assertThat(house.exchange("{}"))
                    .startsWith("HTTP/1.1 502 Bad Gateway\r\nContent-Type: application/json\r\n")
                    .endsWith("{\"error\":{\"message\":\"No model is there.\",\"code\":\"upstream_unreachable\"}}\n");
            house.awaitCount(Count.BACKEND_ERRORS, 1);
        }
    }

    @Test
    void h3ASourceThatIsCutEndsWithAnErrorEventAndNoDone() throws Exception {
        Script script = new Script(sink -> {
            Script.say(sink, "half of it");
            sink.failed(Failure.cut("He said \"no\"\r\n\r\nevent: x"));
        });
        try (House house = House.open(directory, script)) {
            assertThat(house.exchange("{}"))
                    .endsWith("data: half of it\n\nevent: error\ndata: {\"error\":{\"message\":\"He said \\\"no\\\""
                            + "\\u000d\\u000a\\u000d\\u000aevent: x\",\"code\":\"upstream_cut\"}}\n\n")
                    .doesNotContain("[DONE]");
        }
    }

    @Test
    void aBackendThatThrowsIs500() throws Exception {
        Script script = new Script(_ -> {
            throw new IllegalStateException("a secret");
        });
        try (House house = House.open(directory, script)) {
            assertThat(house.exchange("{}")).startsWith("HTTP/1.1 500 ").doesNotContain("secret");
        }
    }

    @Test
    void aBackendThatThrowsAnErrorIs500Too() throws Exception {
        Script script = new Script(_ -> {
            throw new LinkageError("a class is missing");
        });
        try (House house = House.open(directory, script)) {
            assertThat(house.exchange("{}")).startsWith("HTTP/1.1 500 ").doesNotContain("missing");
            House.await(() -> house.seat.activeStreams() == 0);
        }
    }

    @Test
    void anAnswerThatWasNeverReadIsNotCountedAsCompleted() throws Exception {
        byte[] token = new byte[4_000_000];
        Script script = new Script(sink -> {
            sink.token(token, 0, token.length);
            sink.done(Finish.STOP);
        });
        try (House house = House.open(directory, script, "client-write-timeout=100ms");
                Guest stalled = Guest.arrive(4096)) {
            Door.handOver(house.path(), stalled, "{}");
            House.await(() -> house.seat.count(Count.HANDOFFS) == 1 && house.seat.activeStreams() == 0);
            assertThat(house.seat.count(Count.STREAMS_COMPLETED)).isZero();
        }
    }

    @Test
    @Tag("slow")
    void withoutAWriteTimeoutAClientThatReadsNothingAtTheEndIsDroppedAfterTheLinger() throws Exception {
        byte[] token = new byte[4_000_000];
        Script script = new Script(sink -> {
            sink.token(token, 0, token.length);
            sink.done(Finish.STOP);
        });
        try (House house = House.open(directory, script, "client-write-timeout=0s", "max-stream-duration=0s");
                Guest stalled = Guest.arrive(4096)) {
            Door.handOver(house.path(), stalled, "{}");
            House.await(() -> house.seat.count(Count.HANDOFFS) == 1);
            Thread.sleep(NEARLY_THE_LINGER_MILLIS);
            assertThat(house.seat.activeStreams()).isEqualTo(1);
            House.await(() -> house.seat.activeStreams() == 0);
            house.awaitCount(Count.STREAM_ERRORS_TIMEOUT, 1);
        }
    }

    @Test
    void aSilentSourceIs504() throws Exception {
        Script script = new Script();
        try (House house = House.open(directory, script, "first-byte-timeout=50ms")) {
            assertThat(house.exchange("{}")).startsWith("HTTP/1.1 504 ").contains("upstream_timeout");
            assertThat(script.nextEvent()).isEqualTo("open");
            assertThat(script.nextEvent()).isEqualTo("cancel UPSTREAM_SILENT");
        }
    }

    @Test
    void aSourceThatFallsSilentEndsWithAnErrorEvent() throws Exception {
        Script script = new Script(sink -> Script.say(sink, "one"));
        try (House house = House.open(directory, script, "idle-timeout=50ms")) {
            assertThat(house.exchange("{}"))
                    .contains("data: one\n\nevent: error\n", "upstream_timeout")
                    .doesNotContain("[DONE]");
        }
    }

    @Test
    void aStreamThatIsTooLongEndsWithAnErrorEvent() throws Exception {
        try (House house = House.open(directory, "message-delay=10ms", "max-stream-duration=60ms")) {
            assertThat(house.exchange("{}"))
                    .contains("event: error\n", "stream_too_long")
                    .doesNotContain("[DONE]");
            house.awaitCount(Count.STREAM_ERRORS_TIMEOUT, 1);
        }
    }

    @Test
    void whileTheSourceIsSilentTheHeadAndHeartbeatsGoOut() throws Exception {
        Script script = new Script();
        try (House house = House.open(directory, script, "heartbeat-interval=20ms");
                Guest guest = Guest.arrive()) {
            Door.handOver(house.path(), guest, "{}");
            assertThat(guest.hearsUntil(":\n\n:\n\n")).startsWith("HTTP/1.1 200 OK");
            script.act(sink -> {
                Script.say(sink, "at last");
                sink.done(Finish.STOP);
            });
            assertThat(guest.hears()).endsWith("data: at last\n\n" + DONE);
        }
    }

    @Test
    void eventsOfOneTurnLeaveTogether() throws Exception {
        Script script = new Script(sink -> {
            for (int i = 0; i < 18; i++) {
                Script.say(sink, "token " + i);
            }
            sink.done(Finish.STOP);
        });
        try (House house = House.open(directory, script);
                Guest guest = Guest.arrive()) {
            Door.handOver(house.path(), guest, "{}");
            byte[] first = new byte[64 * 1024];
            int got = guest.socket.getInputStream().read(first);
            assertThat(new String(first, 0, got, StandardCharsets.UTF_8))
                    .startsWith("HTTP/1.1 200")
                    .endsWith(DONE);
        }
    }

    @Test
    void h4ACodePointIsNeverSplitOverEvents() throws Exception {
        byte[] mask = "🎭é".getBytes(StandardCharsets.UTF_8);
        Script script = new Script(sink -> {
            for (int i = 0; i < mask.length; i++) {
                sink.token(mask, i, 1);
            }
            sink.token(mask, 0, 2); // never completed
            sink.done(Finish.STOP);
        });
        try (House house = House.open(directory, script)) {
            assertThat(house.exchange("{}")).endsWith("\r\n\r\ndata: 🎭\n\ndata: é\n\ndata: \uFFFD\n\n" + DONE);
        }
    }

    @Test
    void aTokenThatIsExactlyDoneGoesAsTwoEvents() throws Exception {
        Script script = new Script(sink -> {
            Script.say(sink, "[DONE]");
            sink.done(Finish.STOP);
        });
        try (House house = House.open(directory, script)) {
            assertThat(house.exchange("{}")).endsWith("\r\n\r\ndata: [\n\ndata: DONE]\n\n" + DONE);
        }
    }

    @Test
    void h7ASlowClientHoldsBackItsOwnSourceOnly() throws Exception {
        String token = "x".repeat(1000);
        Script script = new Script();
        try (House house = House.open(directory, script);
                Guest slow = Guest.arrive(4096)) {
            Door.handOver(house.path(), slow, "{}");
            assertThat(script.nextEvent()).isEqualTo("open");
            int said = 0;
            while (script.events.isEmpty()) {
                CountDownLatch passed = new CountDownLatch(1);
                script.act(sink -> {
                    Script.say(sink, token);
                    passed.countDown();
                });
                passed.await();
                said++;
                assertThat(said).isLessThan(20_000);
            }
            assertThat(script.nextEvent()).isEqualTo("pause");
            script.act(sink -> sink.done(Finish.STOP));
            assertThat(slow.hears()).endsWith(DONE).hasSizeGreaterThan(said * 1000);
        }
    }

    @Test
    void aSlowClientThatCatchesUpLetsItsSourceGoOn() throws Exception {
        byte[] token = new byte[4_000_000];
        java.util.Arrays.fill(token, (byte) 'y');
        Script script = new Script(sink -> sink.token(token, 0, token.length));
        try (House house = House.open(directory, script);
                Guest slow = Guest.arrive(4096)) {
            Door.handOver(house.path(), slow, "{}");
            assertThat(script.nextEvent()).isEqualTo("open");
            assertThat(script.nextEvent()).isEqualTo("pause");
            slow.hearsUntil("yyyy\n\n");
            assertThat(script.nextEvent()).isEqualTo("resume");
            script.act(sink -> sink.done(Finish.STOP));
            assertThat(slow.hears()).endsWith(DONE);
        }
    }

    @Test
    void h1AClientThatNeverReadsIsDroppedAndItsSourceCancelled() throws Exception {
        byte[] token = new byte[4_000_000];
        Script script = new Script(sink -> sink.token(token, 0, token.length));
        try (House house = House.open(directory, script, "client-write-timeout=100ms");
                Guest stalled = Guest.arrive(4096)) {
            Door.handOver(house.path(), stalled, "{}");
            assertThat(script.nextEvent()).isEqualTo("open");
            assertThat(script.nextEvent()).isEqualTo("pause");
            assertThat(script.nextEvent()).startsWith("cancel CLIENT_");
            House.await(() -> house.seat.activeStreams() == 0);
        }
    }

    @Test
    void aClientThatKeepsItsSideOpenIsClosedAfterTheLinger() throws Exception {
        try (House house = House.open(directory, "message-delay=0ms");
                Guest guest = Guest.arrive()) {
            Door.handOver(house.path(), guest, "{}");
            assertThat(guest.hears()).endsWith(DONE);
            assertThat(house.seat.activeStreams()).isEqualTo(1);
            House.await(() -> house.seat.activeStreams() == 0);
            house.awaitCount(Count.STREAMS_COMPLETED, 1);
        }
    }

    @Test
    void aClientThatKeepsSendingIsReadAndForgotten() throws Exception {
        Script script = new Script(sink -> Script.say(sink, "one"));
        try (House house = House.open(directory, script);
                Guest guest = Guest.arrive()) {
            Door.handOver(house.path(), guest, "{}");
            guest.hearsUntil("data: one\n\n");
            guest.says("noise".repeat(20_000));
            script.act(sink -> sink.done(Finish.STOP));
            assertThat(guest.hears()).isEqualTo(DONE);
        }
    }

    @Test
    void h9TheSameRequestIdTwiceIsTwoStreams() throws Exception {
        try (House house = House.open(directory, "message-delay=0ms")) {
            assertThat(house.exchange("{\"request_id\":\"r1\"}")).endsWith(DONE);
            assertThat(house.exchange("{\"request_id\":\"r1\"}")).endsWith(DONE);
        }
    }
}
