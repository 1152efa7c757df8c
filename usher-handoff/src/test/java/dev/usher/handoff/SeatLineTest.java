package dev.usher.handoff;

import static org.assertj.core.api.Assertions.assertThat;

import dev.usher.fd.Errno;
import dev.usher.fd.FaultyCall;
import dev.usher.fd.Received;
import dev.usher.fd.SocketType;
import dev.usher.fd.UnixSocket;
import dev.usher.handoff.OfferLimits.SocketChoice;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** One client over one line, to a seat that is nothing but sockets. */
@Tag("transport")
final class SeatLineTest {
    @TempDir
    Path directory;

    private final OnLoop loop = new OnLoop();
    private UnixSocket.Pair client;
    private UnixSocket listener;

    @BeforeEach
    void makeClient() throws Exception {
        client = UnixSocket.pair(SocketType.STREAM);
    }

    @AfterEach
    void end() {
        client.close();
        if (listener != null) {
            listener.close();
        }
        loop.close();
    }

    private SeatLine line(SocketType type) throws Exception {
        Path path = directory.resolve("seat");
        listener = Seats.listen(path, type, 4);
        AtomicReference<SeatConnection> found = new AtomicReference<>();
        loop.run(() -> new SeatConnector()
                .connect(loop.loop(), new Seats.At(path), Seats.limits(SocketChoice.AUTO), found::set));
        return (SeatLine) found.get();
    }

    private CompletableFuture<OfferResult> begin(SeatLine line, ByteBuffer data, OfferedClient offered)
            throws Exception {
        CompletableFuture<OfferResult> result = new CompletableFuture<>();
        loop.run(() -> line.offer(data, offered, result::complete));
        return result;
    }

    private OfferResult offer(SeatLine line, ByteBuffer data) throws Exception {
        return begin(line, data, new Seats.Client(client.left(), true)).get(OnLoop.PATIENCE_SECONDS, TimeUnit.SECONDS);
    }

    private static OfferResult.Failed failed(OfferResult result, String call, Errno errno) {
        assertThat(result).isInstanceOf(OfferResult.Failed.class);
        OfferResult.Failed failed = (OfferResult.Failed) result;
        assertThat(failed.call()).isEqualTo(call);
        assertThat(failed.errno()).isEqualTo(errno);
        assertThat(failed.beforeSend()).isTrue();
        return failed;
    }

    /** Reads the connection to its end; the descriptor comes with the first bytes. */
    private static String receiveAll(UnixSocket seat) throws Exception {
        StringBuilder all = new StringBuilder();
        ByteBuffer into = ByteBuffer.allocate(65_536);
        int descriptors = 0;
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(OnLoop.PATIENCE_SECONDS);
        while (true) {
            assertThat(System.nanoTime()).isLessThan(deadline);
            into.clear();
            try (Received received = seat.receive(into, 4)) {
                descriptors += received.count();
                if (received.bytes() == 0) {
                    assertThat(descriptors).isEqualTo(1);
                    return all.toString();
                }
                all.append(java.nio.charset.StandardCharsets.ISO_8859_1.decode(into.flip()));
            }
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"SEQPACKET", "STREAM"})
    void noDataIsOneNulBesideTheClient(SocketType type) throws Exception {
        SeatLine line = line(type);
        assertThat(offer(line, ByteBuffer.allocate(0))).isInstanceOf(OfferResult.Sent.class);
        try (UnixSocket seat = listener.accept()) {
            assertThat(Seats.receive(seat, 1)).isEqualTo("\0");
            assertThat(Seats.receive(seat, 0)).isEmpty(); // closed
        }
    }

    @ParameterizedTest
    @CsvSource({"SEQPACKET,5", "STREAM,5", "STREAM,200000", "STREAM,212960"})
    void dataArriveByteForByte(SocketType type, int bytes) throws Exception {
        String data = "\u00e9\u0000x\u00ff{".repeat(bytes / 5);
        SeatLine line = line(type);
        assertThat(offer(line, Seats.bytes(data))).isInstanceOf(OfferResult.Sent.class);
        try (UnixSocket seat = listener.accept()) {
            assertThat(receiveAll(seat)).isEqualTo(data);
        }
    }

    @ParameterizedTest
    @CsvSource({"200000", "212960"})
    void largeDataAreOneMessageOnSeqpacket(int bytes) throws Exception {
        String data = "abcde".repeat(bytes / 5);
        SeatLine line = line(SocketType.SEQPACKET);
        assertThat(line.dataBytesMax()).isGreaterThanOrEqualTo(bytes);
        assertThat(offer(line, Seats.bytes(data))).isInstanceOf(OfferResult.Sent.class);
        try (UnixSocket seat = listener.accept()) {
            assertThat(Seats.receive(seat, 1)).isEqualTo(data);
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"SEQPACKET", "STREAM"})
    void oneByteOverTheLimitFailsWithBothSizesAndNothingIsSent(SocketType type) throws Exception {
        SeatLine line = line(type);
        int max = line.dataBytesMax();
        OfferResult.Failed failed = failed(offer(line, ByteBuffer.allocate(max + 1)), "sendmsg", Errno.EMSGSIZE);
        assertThat(failed.detail()).contains((max + 1) + " bytes of data").contains("takes " + max);
        try (UnixSocket seat = listener.accept()) {
            assertThat(Seats.receive(seat, 0)).isEmpty();
        }
    }

    @Test
    void theKernelTakesTheLimitAndNoByteMore() throws Exception {
        SeatLine line = line(SocketType.SEQPACKET);
        int max = line.dataBytesMax();
        assertThat(offer(line, ByteBuffer.allocate(max))).isInstanceOf(OfferResult.Sent.class);
        try (UnixSocket.Pair pair = UnixSocket.pair(SocketType.SEQPACKET)) {
            assertThat(org.assertj.core.api.Assertions.catchThrowable(
                            () -> pair.left().send(ByteBuffer.allocate(max + 1))))
                    .isInstanceOf(dev.usher.fd.ErrnoException.TooLarge.class);
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"SEQPACKET", "STREAM"})
    void aClientThatMayNotLeaveStays(SocketType type) throws Exception {
        SeatLine line = line(type);
        OfferResult result = begin(line, Seats.bytes("x"), new Seats.Client(client.left(), false))
                .getNow(null);
        assertThat(result)
                .isInstanceOfSatisfying(
                        OfferResult.Refused.class,
                        refused -> assertThat(refused.status()).isEqualTo(500));
        try (UnixSocket seat = listener.accept()) {
            assertThat(Seats.receive(seat, 0)).isEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"SEQPACKET", "STREAM"})
    void aSeatThatHasClosedIsEpipe(SocketType type) throws Exception {
        SeatLine line = line(type);
        listener.accept().close();
        failed(offer(line, Seats.bytes("x")), "sendmsg", Errno.EPIPE);
    }

    @Test
    void tooManyClientsInFlightIsNamed() throws Exception {
        SeatLine line = line(SocketType.SEQPACKET);
        try (FaultyCall _ = FaultyCall.failing("sendmsg", Errno.ETOOMANYREFS, 1)) {
            failed(offer(line, Seats.bytes("x")), "sendmsg", Errno.ETOOMANYREFS);
        }
    }

    @Test
    void aSocketThatTakesNothingIsWaitedForAndTheClientAskedAgain() throws Exception {
        SeatLine line = line(SocketType.SEQPACKET);
        AtomicInteger asked = new AtomicInteger();
        OfferedClient counting = new OfferedClient() {
            @Override
            public int number() {
                return client.left().fd().number();
            }

            @Override
            public boolean mayLeave() {
                return asked.incrementAndGet() > 0;
            }
        };
        try (FaultyCall _ = FaultyCall.failing("sendmsg", Errno.EAGAIN, 3)) {
            OfferResult result = begin(line, Seats.bytes("later"), counting).get(10, TimeUnit.SECONDS);
            assertThat(result).isInstanceOf(OfferResult.Sent.class);
        }
        assertThat(asked).hasValue(4);
        try (UnixSocket seat = listener.accept()) {
            assertThat(Seats.receive(seat, 1)).isEqualTo("later");
        }
    }

    @Test
    void aSocketThatNeverTakesAnythingFailsAtTheSendTimeout() throws Exception {
        SeatLine line = line(SocketType.SEQPACKET);
        long start = System.nanoTime();
        try (FaultyCall _ = FaultyCall.failing("sendmsg", Errno.EAGAIN, Integer.MAX_VALUE)) {
            assertThat(failed(offer(line, Seats.bytes("x")), "sendmsg", null).detail())
                    .contains("within 60 ms");
        }
        assertThat(System.nanoTime() - start).isGreaterThanOrEqualTo(TimeUnit.MILLISECONDS.toNanos(60));
    }

    @Test
    void aDroppedLineThatWaitsTellsNobody() throws Exception {
        SeatLine line = line(SocketType.SEQPACKET);
        try (FaultyCall _ = FaultyCall.failing("sendmsg", Errno.EAGAIN, Integer.MAX_VALUE)) {
            CompletableFuture<OfferResult> result =
                    begin(line, Seats.bytes("x"), new Seats.Client(client.left(), true));
            loop.run(() -> {
                line.drop();
                line.drop();
                assertThat(loop.loop().wheel().size()).isZero();
            });
            assertThat(result).isNotDone();
        }
    }

    @Test
    void theRestOfAStreamsDataFollowsAndTheOwnerIsToldAtTheFirstByte() throws Exception {
        SeatLine line = line(SocketType.STREAM);
        try (FaultyCall blocked = FaultyCall.shortSend(3, 5)) {
            ByteBuffer data = Seats.bytes("{\"whole\":1}");
            assertThat(begin(line, data, new Seats.Client(client.left(), true)).getNow(null))
                    .isInstanceOf(OfferResult.Sent.class);
            data.clear().put(new byte[5]); // its owner may use it again
            Seats.until(() -> blocked.left() == 0);
        }
        try (UnixSocket seat = listener.accept()) {
            assertThat(receiveAll(seat)).isEqualTo("{\"whole\":1}");
        }
    }

    @Test
    void theRestOfAStreamsDataThatNobodyReadsIsGivenUpAtTheSendTimeout() throws Exception {
        SeatLine line = line(SocketType.STREAM);
        try (FaultyCall _ = FaultyCall.shortSend(3, Integer.MAX_VALUE)) {
            assertThat(offer(line, Seats.bytes("abcdef"))).isInstanceOf(OfferResult.Sent.class);
            assertThat(loop.call(line::isWatched)).isTrue();
            Seats.until(() -> !uncheckedIsWatched(line));
        }
        try (UnixSocket seat = listener.accept()) {
            assertThat(receiveAll(seat)).isEqualTo("abc"); // and then the end
        }
    }

    private boolean uncheckedIsWatched(SeatLine line) {
        try {
            return loop.call(line::isWatched);
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void aSeatThatClosesInTheMiddleOfAStreamsDataChangesNothingForTheClient() throws Exception {
        SeatLine line = line(SocketType.STREAM);
        try (FaultyCall _ = FaultyCall.shortSend(3, 1)) {
            assertThat(offer(line, Seats.bytes("abcdef"))).isInstanceOf(OfferResult.Sent.class);
            listener.accept().close();
            Seats.until(() -> !uncheckedIsWatched(line));
        }
        assertThat(client.left().send(Seats.bytes("still open"))).isEqualTo(10);
    }
}
