package dev.usher.handoff;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.usher.fd.Errno;
import dev.usher.fd.ErrnoException;
import dev.usher.fd.FaultyCall;
import dev.usher.fd.Fd;
import dev.usher.fd.PathFd;
import dev.usher.fd.Received;
import dev.usher.fd.SocketType;
import dev.usher.fd.UnixAddress;
import dev.usher.fd.UnixSocket;
import io.netty.channel.epoll.Native;
import io.netty.channel.unix.FileDescriptor;
import io.netty.channel.unix.Socket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntPredicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** What senders bring, whole, broken and late: the contract of both socket types. */
@Tag("transport")
final class HandoffListenerTest {
    private static final int DATA_MAX = 300_000;

    @TempDir
    Path directory;

    private final OnLoop loop = new OnLoop();
    private final RecordingSink sink = new RecordingSink();
    private UnixSocket.Pair client;
    private HandoffListener listener;

    @BeforeEach
    void makeClient() throws Exception {
        client = UnixSocket.pair(SocketType.STREAM);
    }

    @AfterEach
    void end() throws Exception {
        client.close();
        if (listener != null) {
            loop.run(listener::shut);
        }
        loop.close();
        assertThat(sink.isQuiet()).as("no further event").isTrue();
    }

    private void listen(SocketType type, ReceiveLimits limits) throws Exception {
        UnixSocket socket = Seats.listen(directory.resolve("seat"), type, 16);
        listener = new HandoffListener(loop.loop(), socket, limits, sink);
        loop.run(listener::start);
    }

    private void listen(SocketType type) throws Exception {
        listen(type, limits(5_000, 5_000, 16, _ -> true));
    }

    private static ReceiveLimits limits(int receiveMillis, int silenceMillis, int senders, IntPredicate uids) {
        return new ReceiveLimits(DATA_MAX, receiveMillis, silenceMillis, senders, uids);
    }

    private UnixSocket sender(SocketType type) throws Exception {
        UnixSocket sender = UnixSocket.open(type);
        try {
            sender.connect(UnixAddress.path(directory.resolve("seat")));
            return sender;
        } catch (ErrnoException e) {
            sender.close();
            throw e;
        }
    }

    private void hand(SocketType type, String data, Fd... descriptors) throws Exception {
        try (UnixSocket sender = sender(type)) {
            assertThat(sender.send(Seats.bytes(data), descriptors)).isEqualTo(data.length());
        }
    }

    /** What the client's other end reads: how the sink took it, or 0 for an end without a word. */
    private char told() throws Exception {
        client.left().close(); // the seat's copy is the only one then
        ByteBuffer one = ByteBuffer.allocate(1);
        Seats.until(() -> {
            try (Received received = client.right().receive(one, 0)) {
                return !received.wouldBlock();
            } catch (java.io.IOException e) {
                throw new AssertionError(e);
            }
        });
        return (char) one.get(0);
    }

    @ParameterizedTest
    @EnumSource(names = {"SEQPACKET", "STREAM"})
    void aLoneNulIsAClientWithoutData(SocketType type) throws Exception {
        listen(type);
        hand(type, "\0", client.left().fd());
        sink.nextIs("received", "");
        assertThat(told()).isEqualTo('r');
    }

    @ParameterizedTest
    @CsvSource({"SEQPACKET,5", "STREAM,5", "SEQPACKET,200000", "STREAM,200000", "SEQPACKET,212960", "STREAM,212960"})
    void dataArriveByteForByte(SocketType type, int bytes) throws Exception {
        listen(type);
        String data = "\u00e9}x\u00ff{".repeat(bytes / 5);
        hand(type, data, client.left().fd());
        sink.nextIs("received", data);
    }

    @ParameterizedTest
    @EnumSource(names = {"SEQPACKET", "STREAM"})
    void dataAsLongAsTheLimitAreTakenAndNoByteMore(SocketType type) throws Exception {
        listen(type, new ReceiveLimits(100, 5_000, 5_000, 16, _ -> true));
        hand(type, "x".repeat(100), client.left().fd());
        sink.nextIs("received", "x".repeat(100));
        hand(type, "x".repeat(101), client.left().fd());
        RecordingSink.Event event = sink.next();
        assertThat(event.kind()).isEqualTo("unusable");
        assertThat(event.why()).isEqualTo(Refusal.DATA_TOO_LONG);
        assertThat(event.text()).contains("more than 100 bytes");
    }

    @Test
    void aMessageWithoutBytesButWithAClientIsTaken() throws Exception {
        listen(SocketType.SEQPACKET);
        hand(SocketType.SEQPACKET, "", client.left().fd());
        sink.nextIs("received", "");
    }

    @ParameterizedTest
    @EnumSource(names = {"SEQPACKET", "STREAM"})
    void g1aMessageWithoutADescriptorIsRefused(SocketType type) throws Exception {
        listen(type);
        hand(type, "{\"a\":1}");
        sink.nextIsRefused(Refusal.NO_DESCRIPTOR);
        hand(type, "{\"a\":1}", client.left().fd());
        sink.nextIs("received", "{\"a\":1}");
    }

    @ParameterizedTest
    @CsvSource({"SEQPACKET,2", "STREAM,2", "SEQPACKET,3", "SEQPACKET,16", "SEQPACKET,253", "STREAM,253"})
    void g2severalDescriptorsAreAllClosed(SocketType type, int count) throws Exception {
        listen(type);
        Fd[] many = new Fd[count];
        Arrays.fill(many, client.left().fd());
        hand(type, "{}", many);
        sink.nextIsRefused(Refusal.SEVERAL_DESCRIPTORS);
        assertThat(told()).isEqualTo('\0'); // no copy is left anywhere
    }

    @Test
    void g2aSecondDescriptorInALaterMessageIsRefusedToo() throws Exception {
        listen(SocketType.STREAM);
        try (UnixSocket sender = sender(SocketType.STREAM)) {
            sender.send(Seats.bytes("{"), client.left().fd());
            sender.send(Seats.bytes("}"), client.left().fd());
            sink.nextIsRefused(Refusal.SEVERAL_DESCRIPTORS);
        }
        assertThat(told()).isEqualTo('\0');
    }

    private void refusedAsNoClient(SocketType type, Fd descriptor) throws Exception {
        hand(type, "{}", descriptor);
        sink.nextIsRefused(Refusal.NO_CLIENT);
    }

    @ParameterizedTest
    @EnumSource(names = {"SEQPACKET", "STREAM"})
    void g4whatIsNoSocketIsRefused(SocketType type) throws Exception {
        listen(type);
        try (PathFd pathOnly = PathFd.open(directory.toString())) {
            refusedAsNoClient(type, pathOnly.fd());
        }
        FileDescriptor file = FileDescriptor.from("/proc/self/mem");
        FileDescriptor[] pipe = FileDescriptor.pipe();
        FileDescriptor epoll = Native.newEpollCreate();
        for (FileDescriptor each : new FileDescriptor[] {file, pipe[0], pipe[1], epoll}) {
            try (Fd owned = Fd.own(each.intValue(), "no socket")) {
                refusedAsNoClient(type, owned);
            }
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"SEQPACKET", "STREAM"})
    void g4aSocketThatIsNoConnectedStreamIsRefused(SocketType type) throws Exception {
        listen(type);
        InetSocketAddress any = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
        Socket listening = Socket.newSocketStream();
        listening.bind(any);
        listening.listen(1);
        Socket datagram = Socket.newSocketDgram();
        datagram.bind(any);
        Socket unconnected = Socket.newSocketStream();
        for (Socket each : new Socket[] {listening, datagram, unconnected}) {
            try (Fd owned = Fd.own(each.intValue(), "no connected stream")) {
                refusedAsNoClient(type, owned);
            }
        }
        try (UnixSocket.Pair messages = UnixSocket.pair(SocketType.SEQPACKET);
                UnixSocket.Pair datagrams = UnixSocket.pair(SocketType.DGRAM)) {
            refusedAsNoClient(type, messages.left().fd());
            refusedAsNoClient(type, datagrams.left().fd());
        }
    }

    @Test
    void aTcpClientIsTakenAndOneThatWasResetIsRefused() throws Exception {
        listen(SocketType.SEQPACKET);
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Socket tcp = Socket.newSocketStream();
            boolean connected = tcp.connect(server.getLocalSocketAddress());
            try (Fd owned = Fd.own(tcp.intValue(), "TCP client")) {
                java.net.Socket accepted = server.accept();
                Seats.until(() -> connected || finished(tcp));
                hand(SocketType.SEQPACKET, "{}", owned);
                sink.nextIs("received", "{}");
                assertThat(accepted.getInputStream().read()).isEqualTo('r');
                accepted.setSoLinger(true, 0);
                accepted.close();
                refusedAsNoClient(SocketType.SEQPACKET, owned);
            }
        }
    }

    private static boolean finished(Socket tcp) {
        try {
            return tcp.finishConnect();
        } catch (java.io.IOException e) {
            throw new AssertionError(e);
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"SEQPACKET", "STREAM"})
    void aSenderThatClosesWithoutAMessageIsRefused(SocketType type) throws Exception {
        listen(type);
        sender(type).close();
        sink.nextIsRefused(Refusal.EMPTY);
    }

    @ParameterizedTest
    @EnumSource(names = {"SEQPACKET", "STREAM"})
    void aSilentSenderIsLeftAfterItsTime(SocketType type) throws Exception {
        listen(type, limits(60, 10, 16, _ -> true));
        long start = System.nanoTime();
        try (UnixSocket silent = sender(type)) {
            sink.nextIsRefused(Refusal.SILENT);
            assertThat(System.nanoTime() - start).isGreaterThanOrEqualTo(60_000_000);
            assertThat(whatComes(silent)).isZero();
        }
    }

    /** How many bytes come, 0 for the end. Waited for: the sink is told first, and a ring lets go after its loop's turn. */
    private static int whatComes(UnixSocket socket) throws Exception {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(OnLoop.PATIENCE_SECONDS);
        while (true) {
            try (Received received = socket.receive(ByteBuffer.allocate(1), 0)) {
                if (received.bytes() >= 0 || System.nanoTime() > deadline) {
                    return received.bytes();
                }
            }
            LockSupport.parkNanos(1_000_000);
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"SEQPACKET", "STREAM"})
    void theClientOfASenderWhoMayNotHandOffIsReceivedToBeToldSo(SocketType type) throws Exception {
        listen(type, limits(5_000, 100, 16, _ -> false));
        hand(type, "{\"prompt\":\"secret\"}", client.left().fd());
        RecordingSink.Event event = sink.next();
        assertThat(event.kind()).isEqualTo("unusable");
        assertThat(event.why()).isEqualTo(Refusal.SENDER);
        assertThat(event.text()).startsWith("uid ").contains("may not hand off").doesNotContain("secret");
        assertThat(sink.isQuiet()).isTrue();
        assertThat(senders()).isZero();
    }

    @ParameterizedTest
    @EnumSource(names = {"SEQPACKET", "STREAM"})
    void aSenderWhoMayNotHandOffAndStaysSilentHasTheSameTime(SocketType type) throws Exception {
        listen(type, limits(50, 100, 16, _ -> false));
        try (UnixSocket _ = sender(type)) {
            sink.nextIsRefused(Refusal.SENDER);
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"SEQPACKET", "STREAM"})
    void whatASenderWhoMayNotHandOffBringsWithTwoDescriptorsIsClosed(SocketType type) throws Exception {
        listen(type, limits(5_000, 100, 16, _ -> false));
        hand(type, "{}", client.left().fd(), client.left().fd());
        sink.nextIsRefused(Refusal.SENDER);
    }

    @ParameterizedTest
    @EnumSource(names = {"SEQPACKET", "STREAM"})
    void aSenderWhoMayNotHandOffAndBringsNoClientIsRefused(SocketType type) throws Exception {
        listen(type, limits(5_000, 100, 16, _ -> false));
        hand(type, "{}");
        sink.nextIsRefused(Refusal.SENDER);
    }

    @ParameterizedTest
    @EnumSource(names = {"SEQPACKET", "STREAM"})
    void theOldestSilentSenderGivesItsPlaceToTheNext(SocketType type) throws Exception {
        listen(type, limits(60_000, 100, 2, _ -> true));
        try (UnixSocket _ = sender(type);
                UnixSocket _ = sender(type)) {
            hand(type, "{}", client.left().fd());
            sink.nextIsRefused(Refusal.SILENT);
            sink.nextIs("received", "{}");
            assertThat(senders()).isEqualTo(1);
        }
        sink.nextIsRefused(Refusal.EMPTY);
    }

    /** A busy loop hears of the next sender before it hears of what the silent one has said meanwhile. */
    @ParameterizedTest
    @EnumSource(names = {"SEQPACKET", "STREAM"})
    void whatASilentSenderSaysAtTheLastMomentIsHeard(SocketType type) throws Exception {
        listen(type, limits(60_000, 100, 1, _ -> true));
        try (UnixSocket silent = sender(type)) {
            long accepted = System.nanoTime();
            Seats.until(() -> System.nanoTime() - accepted > 2_000_000L * HandoffListener.GRACE_MILLIS);
            assertThat(senders()).isEqualTo(1);
            loop.run(() -> {
                hand(type, "[]", client.left().fd());
                silent.send(Seats.bytes("{}"), client.left().fd());
            });
            sink.nextIs("received", "{}");
            sink.nextIs("received", "[]");
        }
    }

    @Test
    void aSenderThatHasBegunKeepsItsPlaceAndTheNextWaitsInTheKernelsQueue() throws Exception {
        listen(SocketType.STREAM, limits(400, 5_000, 1, _ -> true));
        try (UnixSocket begun = sender(SocketType.STREAM)) {
            begun.send(Seats.bytes("{"), client.left().fd());
            hand(SocketType.STREAM, "{}", client.left().fd());
            assertThat(sink.next().kind()).isEqualTo("unusable");
            sink.nextIs("received", "{}");
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"SEQPACKET", "STREAM"})
    void withoutRoomSilentSendersDelayTheNextByAMomentOnly(SocketType type) throws Exception {
        listen(type, limits(60_000, 100, 16, _ -> true));
        sink.room(false);
        try (UnixSocket _ = sender(type);
                UnixSocket _ = sender(type);
                UnixSocket _ = sender(type)) {
            hand(type, "{}", client.left().fd());
            for (int i = 0; i < 3; i++) {
                sink.nextIsRefused(Refusal.SILENT);
            }
            sink.nextIs("overflow", "");
        }
    }

    private void hand(UnixSocket sender) throws Exception {
        sender.send(Seats.bytes("{}"), client.left().fd());
    }

    /** Another part of the process took the number that this one's count knows to be free. */
    @ParameterizedTest
    @EnumSource(names = {"SEQPACKET", "STREAM"})
    void aClientThatTakesTheLastNumberOverflowsThoughTheSinkHasRoom(SocketType type) throws Exception {
        listen(type);
        try (FaultyCall _ = FaultyCall.failing("openat", Errno.EMFILE, 1)) {
            loop.run(() -> hand(type, "{}", client.left().fd())); // it is there when its sender is accepted
            sink.nextIs("overflow", "");
        }
        hand(type, "{}", client.left().fd());
        sink.nextIs("received", "{}");
    }

    @ParameterizedTest
    @EnumSource(names = {"SEQPACKET", "STREAM"})
    void aMessageStaysInTheKernelWhileNoNumberIsFreeForItsClient(SocketType type) throws Exception {
        listen(type);
        try (FaultyCall refills = FaultyCall.failing("openat", Errno.EMFILE, 40);
                UnixSocket _ = sender(type);
                UnixSocket sender = sender(type)) {
            Seats.until(() -> senders() == 2); // nothing was there yet, and the numbers spent are another's now
            hand(sender);
            int before = refills.left();
            Seats.until(() -> refills.left() < before - 3); // it is looked for again and again
            assertThat(sink.isQuiet()).isTrue();
            sink.nextIs("overflow", "");
            assertThat(refills.left()).isZero();
        }
        sink.nextIsRefused(Refusal.EMPTY);
    }

    /** A hang-up is reported in every turn of a loop that watches for anything at all. */
    @Test
    void aSenderThatHasGoneWhileNoNumberIsFreeKeepsNoLoopBusy() throws Exception {
        listen(SocketType.SEQPACKET);
        FaultyCall refills = FaultyCall.failing("openat", Errno.EMFILE, 1_000_000);
        try (UnixSocket _ = sender(SocketType.SEQPACKET)) {
            try (refills;
                    UnixSocket sender = sender(SocketType.SEQPACKET)) {
                Seats.until(() -> senders() == 2);
                hand(sender);
                sender.close();
                int before = refills.left();
                long from = System.nanoTime();
                Seats.until(() -> System.nanoTime() - from > 300_000_000);
                assertThat(before - refills.left()).isBetween(2, 60);
            }
            sink.nextIs("overflow", "");
        }
        sink.nextIsRefused(Refusal.EMPTY);
    }

    @ParameterizedTest
    @EnumSource(names = {"SEQPACKET", "STREAM"})
    void aDrainLosesNobodyWhoseConnectSucceeded(SocketType type) throws Exception {
        listen(type);
        loop.run(() -> {
            hand(type, "{}", client.left().fd());
            hand(type, "[]", client.left().fd());
            listener.drain();
        });
        sink.nextIs("received", "{}");
        sink.nextIs("received", "[]");
        assertThat(loop.call(listener::isAccepting)).isFalse();
        assertThatThrownBy(() -> sender(type).close()).isInstanceOf(ErrnoException.Refused.class);
    }

    @Test
    void aSenderThatWasAcceptedBeforeADrainMaySpeakAfterIt() throws Exception {
        listen(SocketType.SEQPACKET);
        try (UnixSocket sender = sender(SocketType.SEQPACKET)) {
            Seats.until(() -> senders() == 1);
            loop.run(listener::drain);
            sender.send(Seats.bytes("{}"), client.left().fd());
            sink.nextIs("received", "{}");
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"SEQPACKET", "STREAM"})
    void withoutRoomTheClientOverflowsAndTheNextIsTakenAgain(SocketType type) throws Exception {
        listen(type);
        sink.room(false);
        hand(type, "{}", client.left().fd());
        sink.nextIs("overflow", "");
        sink.room(true);
        hand(type, "{}", client.left().fd());
        sink.nextIs("received", "{}");
        sink.room(false);
        hand(type, "{}", client.left().fd());
        sink.nextIs("overflow", "");
    }

    @ParameterizedTest
    @EnumSource(names = {"SEQPACKET", "STREAM"})
    void whereTheKernelHasNoNumberForTheSenderItsClientTakesTheReserve(SocketType type) throws Exception {
        listen(type);
        try (FaultyCall _ = FaultyCall.failing("accept4", Errno.EMFILE, 1)) {
            hand(type, "{}", client.left().fd());
            sink.nextIs("overflow", "");
        }
        hand(type, "{}", client.left().fd());
        sink.nextIs("received", "{}");
    }

    @Test
    void whereEvenTheReserveDoesNotHelpTheSenderIsAcceptedLater() throws Exception {
        listen(SocketType.SEQPACKET);
        try (FaultyCall _ = FaultyCall.failing("accept4", Errno.EMFILE, 2)) {
            hand(SocketType.SEQPACKET, "{}", client.left().fd());
            sink.nextIs("received", "{}");
        }
    }

    @Test
    void anEndThatIsNoneIsReadOnceMore() throws Exception {
        listen(SocketType.SEQPACKET);
        try (FaultyCall race = FaultyCall.falseEnd()) {
            hand(SocketType.SEQPACKET, "{}", client.left().fd());
            sink.nextIs("received", "{}");
            assertThat(race.left()).isZero();
        }
    }

    @Test
    void anErrorOfTheKernelIsReported() throws Exception {
        listen(SocketType.SEQPACKET);
        // Looked at as soon as it is accepted: a message would come too late for this sender.
        try (FaultyCall _ = FaultyCall.failing("recvmsg", Errno.ENOMEM, 1);
                UnixSocket _ = sender(SocketType.SEQPACKET)) {
            sink.nextIsRefused(Refusal.FAILED);
        }
    }

    @Test
    void aStreamsDataMayComeInPiecesAndEndWithTheJson() throws Exception {
        listen(SocketType.STREAM);
        try (UnixSocket sender = sender(SocketType.STREAM)) {
            sender.send(Seats.bytes("{\"a\":"), client.left().fd());
            for (String piece : new String[] {"[1,", "\"}\\\"]", "\"]", "}"}) {
                loop.run(() -> {}); // what came before is read
                sender.send(Seats.bytes(piece));
            }
            sink.nextIs("received", "{\"a\":[1,\"}\\\"]\"]}");
        }
    }

    @Test
    void aStreamsDataThatAreNoJsonEndAtTheEndOfTheStream() throws Exception {
        listen(SocketType.STREAM);
        try (UnixSocket sender = sender(SocketType.STREAM)) {
            sender.send(Seats.bytes("plain "), client.left().fd());
            loop.run(() -> {});
            sender.send(Seats.bytes("words"));
        }
        sink.nextIs("received", "plain words");
    }

    @Test
    void aStreamsDataThatAreNoJsonEndAfterSilence() throws Exception {
        listen(SocketType.STREAM, limits(5_000, 50, 16, _ -> true));
        long start = System.nanoTime();
        try (UnixSocket sender = sender(SocketType.STREAM)) {
            sender.send(Seats.bytes("plain words"), client.left().fd());
            sink.nextIs("received", "plain words");
            assertThat(System.nanoTime() - start).isGreaterThanOrEqualTo(50_000_000);
        }
    }

    @Test
    void aStreamsDataWithoutADescriptorAreRefusedForThatAfterSilence() throws Exception {
        listen(SocketType.STREAM, limits(5_000, 50, 16, _ -> true));
        try (UnixSocket sender = sender(SocketType.STREAM)) {
            sender.send(Seats.bytes("plain words"));
            sink.nextIsRefused(Refusal.NO_DESCRIPTOR);
        }
    }

    @Test
    void aStreamThatComesToNoEndInTimeIsNotCutButUnusable() throws Exception {
        listen(SocketType.STREAM, limits(100, 5_000, 16, _ -> true));
        try (UnixSocket sender = sender(SocketType.STREAM)) {
            sender.send(Seats.bytes("{\"a\":"), client.left().fd());
            RecordingSink.Event event = sink.next();
            assertThat(event.kind()).isEqualTo("unusable");
            assertThat(event.why()).isEqualTo(Refusal.SILENT);
        }
        assertThat(told()).isEqualTo('u');
    }

    @Test
    void bytesBeforeTheDescriptorCoalesceWithIt() throws Exception {
        UnixSocket socket = Seats.listen(directory.resolve("seat"), SocketType.STREAM, 16);
        listener = new HandoffListener(loop.loop(), socket, limits(5_000, 5_000, 16, _ -> true), sink);
        try (UnixSocket sender = sender(SocketType.STREAM)) {
            sender.send(Seats.bytes("{\"first\""));
            sender.send(Seats.bytes(":1}"), client.left().fd());
            loop.run(listener::start);
            sink.nextIs("received", "{\"first\":1}");
        }
    }

    @Test
    void nulsAtBothEndsAreLeftOut() throws Exception {
        listen(SocketType.SEQPACKET);
        hand(SocketType.SEQPACKET, "\0{}\0\0", client.left().fd());
        sink.nextIs("received", "{}");
    }

    @Test
    void shuttingClosesSendersThatAreNotDone() throws Exception {
        listen(SocketType.STREAM);
        try (UnixSocket sender = sender(SocketType.STREAM)) {
            sender.send(Seats.bytes("{"), client.left().fd());
            Seats.until(() -> senders() == 1);
            loop.run(listener::shut);
            assertThat(told()).isEqualTo('\0');
            assertThat(senders()).isZero();
        }
    }

    private int senders() {
        try {
            return loop.call(listener::senders);
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }
}
