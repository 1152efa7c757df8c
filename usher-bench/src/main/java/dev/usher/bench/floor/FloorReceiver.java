package dev.usher.bench.floor;

import dev.usher.bench.script.StreamFormat;
import dev.usher.fd.ErrnoException;
import dev.usher.fd.Fd;
import dev.usher.fd.Received;
import dev.usher.fd.SocketType;
import dev.usher.fd.StreamSocket;
import dev.usher.fd.UnixAddress;
import dev.usher.fd.UnixSocket;
import dev.usher.loop.DescriptorHandle;
import dev.usher.loop.Loop;
import dev.usher.loop.Loops;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;

/**
 * The floor under a seat: the same accept, the same recvmsg, the same bytes of the same events by as many sends, on the same
 * kind of timer, and nothing else. No limits, no check of what arrived, no deadline, no notice of a client that leaves, no
 * log, no counters. What a seat costs more than this is what its features cost.
 *
 * <p>Listens on loop 0 and streams on each loop in turn, as the seat does.
 */
public final class FloorReceiver extends DescriptorHandle {
    private static final int BACKLOG = 4096;
    private static final int ACCEPTS_A_TURN = 64;
    private static final int DATA_BYTES_MAX = 64 * 1024;

    private final Loops loops;
    private final UnixSocket listener;
    private final FloorScript script;
    private final ByteBuffer data = ByteBuffer.allocateDirect(DATA_BYTES_MAX);

    private FloorReceiver(Loops loops, UnixSocket listener, FloorScript script) {
        this.loops = loops;
        this.listener = listener;
        this.script = script;
    }

    /**
     * Listens at once, until {@link #stop}.
     *
     * @param format text or json
     * @param delayMillis between two events; 0 sends all at once
     * @param loopCount at least 1
     * @throws IOException where it cannot listen there
     */
    public static FloorReceiver start(Path socket, StreamFormat format, int delayMillis, int loopCount)
            throws IOException {
        FloorScript script = FloorScript.of(format, delayMillis);
        UnixSocket listener = UnixSocket.open(SocketType.SEQPACKET);
        Loops loops = null;
        boolean started = false;
        try {
            listener.bind(UnixAddress.path(socket));
            listener.listen(BACKLOG);
            loops = Loops.start("floor", loopCount);
            FloorReceiver receiver = new FloorReceiver(loops, listener, script);
            CompletableFuture.runAsync(receiver::begin, loops.get(0)::execute).join();
            started = true;
            return receiver;
        } finally {
            if (!started) {
                listener.close();
                if (loops != null) {
                    loops.close();
                }
            }
        }
    }

    private void begin() {
        watch(loops.get(0), listener.fd().number());
        interest(READABLE);
    }

    @Override
    protected void ready(int events) {
        try {
            for (int i = 0; i < ACCEPTS_A_TURN; i++) {
                UnixSocket sender = listener.accept();
                if (sender == null) {
                    return;
                }
                new Sender(sender).begin();
            }
        } catch (ErrnoException e) {
            throw new IllegalStateException("the floor cannot accept: " + e.getMessage(), e);
        }
    }

    /** Ends the loops, and with them all streams, and unbinds nothing. Any thread but its loops'. */
    public void stop() {
        loops.close();
        listener.close();
    }

    /** A connection that brings one message. */
    private final class Sender extends DescriptorHandle {
        private final UnixSocket socket;

        Sender(UnixSocket socket) {
            this.socket = socket;
        }

        void begin() throws ErrnoException {
            if (!receive()) {
                watch(loops.get(0), socket.fd().number());
                interest(READABLE);
            }
        }

        private boolean receive() throws ErrnoException {
            data.clear();
            try (Received got = socket.receive(data, 1)) {
                if (got.wouldBlock()) {
                    return false;
                }
                if (got.count() == 1) {
                    stream(got.take(0));
                }
            }
            unwatch();
            socket.close();
            return true;
        }

        private void stream(Fd client) {
            byte[] json = new byte[data.flip().remaining()];
            data.get(json);
            Loop loop = loops.next();
            FloorStream stream =
                    new FloorStream(loop, StreamSocket.adopt(client), script, new String(json, StandardCharsets.UTF_8));
            loop.execute(stream::begin);
        }

        @Override
        protected void ready(int events) {
            try {
                receive();
            } catch (ErrnoException e) {
                unwatch();
                socket.close();
            }
        }

        @Override
        protected void ended() {
            socket.close();
        }
    }
}
