package dev.usher.handoff;

import static org.assertj.core.api.Assertions.assertThat;

import dev.usher.fd.Errno;
import dev.usher.fd.FaultyCall;
import dev.usher.fd.Fd;
import dev.usher.fd.PathFd;
import dev.usher.fd.SocketType;
import dev.usher.fd.UnixSocket;
import io.netty.channel.epoll.Native;
import io.netty.channel.unix.FileDescriptor;
import io.netty.channel.unix.Socket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** What senders bring, whole and broken: the contract of both socket types. */
final class HandoffListenerTest extends HandoffListenerCase {
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
}
