package dev.usher.handoff;

import static org.assertj.core.api.Assertions.assertThat;

import dev.usher.fd.ErrnoException;
import dev.usher.fd.Fd;
import dev.usher.fd.Received;
import dev.usher.fd.SocketType;
import dev.usher.fd.UnixAddress;
import dev.usher.fd.UnixSocket;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.function.IntPredicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;

/** A listener on a loop, whose sink records, and a client to be handed to it. */
@Tag("transport")
abstract class HandoffListenerCase {
    static final int DATA_MAX = 300_000;

    @TempDir
    Path directory;

    final OnLoop loop = new OnLoop();
    final RecordingSink sink = new RecordingSink();
    UnixSocket.Pair client;
    HandoffListener listener;

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

    void listen(SocketType type, ReceiveLimits limits) throws Exception {
        UnixSocket socket = Seats.listen(directory.resolve("seat"), type, 16);
        listener = new HandoffListener(loop.loop(), socket, limits, sink);
        loop.run(listener::start);
    }

    void listen(SocketType type) throws Exception {
        listen(type, limits(5_000, 5_000, 16, _ -> true));
    }

    static ReceiveLimits limits(int receiveMillis, int silenceMillis, int senders, IntPredicate uids) {
        return new ReceiveLimits(DATA_MAX, receiveMillis, silenceMillis, senders, uids);
    }

    UnixSocket sender(SocketType type) throws Exception {
        UnixSocket sender = UnixSocket.open(type);
        try {
            sender.connect(UnixAddress.path(directory.resolve("seat")));
            return sender;
        } catch (ErrnoException e) {
            sender.close();
            throw e;
        }
    }

    void hand(SocketType type, String data, Fd... descriptors) throws Exception {
        try (UnixSocket sender = sender(type)) {
            assertThat(sender.send(Seats.bytes(data), descriptors)).isEqualTo(data.length());
        }
    }

    /** What the client's other end reads: how the sink took it, or 0 for an end without a word. */
    char told() throws Exception {
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

    void hand(UnixSocket sender) throws Exception {
        sender.send(Seats.bytes("{}"), client.left().fd());
    }

    int senders() {
        try {
            return loop.call(listener::senders);
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }
}
