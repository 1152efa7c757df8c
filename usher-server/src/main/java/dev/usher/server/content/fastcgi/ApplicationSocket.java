package dev.usher.server.content.fastcgi;

import dev.usher.fd.Errno;
import dev.usher.fd.ErrnoException;
import dev.usher.fd.StreamSocket;
import dev.usher.loop.DescriptorHandle;
import dev.usher.loop.Loop;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * The socket to an application: a descriptor on the client's home loop, without a channel, since it lives for one request and
 * a channel's set-up costs more than the talk.
 *
 * <pre>
 * CONNECTING (TCP alone) ─ writable ─► OPEN ─ end of file, an error ─► OVER
 *      └──────────────── close() ────────┴───────────────────────────────┴──► CLOSED
 * </pre>
 *
 * <p>It reads only when asked to, {@value #READS_MAX} times at most, and sends one buffer at a time: what its owner does not
 * give or take stays in the kernel, and holds the application back. All methods are for the loop's thread; nothing waits.
 * {@link #close} ends it at any time; nothing is called after it.
 */
final class ApplicationSocket extends DescriptorHandle {
    /** Whose socket it is. Called on the loop; each of these may close the socket. */
    interface Listener {
        /** A connection that was begun stands; null, or why it does not. At most once, and only where it had to be waited for. */
        void decided(@Nullable Errno error);

        /** Bytes from the application, given away to this. */
        void received(ByteBuf bytes);

        /** The socket has no more at once; {@link #read} asks for what comes next. */
        void receivedAll();

        /** All that was given to {@link #send} is in the socket, or never will be: {@code whole} is false then. */
        void sent(boolean whole);

        /** The application has closed, or the connection is broken; nothing more is received. */
        void disconnected(String why);
    }

    private enum State {
        /** The kernel shakes hands. */
        CONNECTING,
        /** Both directions may be used. */
        OPEN,
        /** Nothing more can come. */
        OVER,
        /** The descriptor is closed. */
        CLOSED
    }

    /** Reads in one turn, before the client's side is asked whether it takes more. */
    static final int READS_MAX = 4;

    private static final int FIRST_READ_BYTES = 8 * 1024;
    private static final int READ_BYTES = 64 * 1024;
    private static final ByteBufAllocator BUFFERS = ByteBufAllocator.DEFAULT;

    private final StreamSocket socket;
    private final Loop loop;
    private final Listener listener;
    private State state;
    private boolean wantsData;
    private int readBytes = FIRST_READ_BYTES;
    private @Nullable ByteBuf outgoing;

    private ApplicationSocket(Loop loop, StreamSocket socket, Listener listener, State state) {
        this.loop = loop;
        this.socket = socket;
        this.listener = listener;
        this.state = state;
    }

    /** One that is connected. It owns the socket. */
    static ApplicationSocket connected(Loop loop, StreamSocket socket, Listener listener) {
        return watched(new ApplicationSocket(loop, socket, listener, State.OPEN));
    }

    /** One that connects, and says by {@link Listener#decided} what came of it. It owns the socket. */
    static ApplicationSocket connecting(Loop loop, StreamSocket socket, Listener listener) {
        return watched(new ApplicationSocket(loop, socket, listener, State.CONNECTING));
    }

    /** Throws IllegalStateException where the loop's epoll takes no more; the socket is closed then. */
    private static ApplicationSocket watched(ApplicationSocket made) {
        boolean isWatched = false;
        try {
            made.rejoin();
            isWatched = true;
            return made;
        } finally {
            if (!isWatched) {
                made.close();
            }
        }
    }

    /** Asks for the next bytes, once: {@link Listener#receivedAll} ends what was asked for. */
    void read() {
        if (state == State.OPEN && !wantsData) {
            wantsData = true;
            rejoin();
        }
    }

    /**
     * Sends these bytes, at once where the socket takes them; {@link Listener#sent} is called in either case, also within this
     * call.
     *
     * @param bytes not empty; given away
     * @throws IllegalStateException where others wait still
     */
    void send(ByteBuf bytes) {
        if (outgoing != null) {
            bytes.release();
            throw new IllegalStateException("the bytes before these are not sent yet");
        }
        outgoing = bytes;
        sendOn();
    }

    @Override
    protected void ready(int events) {
        if (state == State.CONNECTING) {
            decide();
            return;
        }
        if (outgoing != null && (events & ~READABLE) != 0) {
            sendOn();
        }
        boolean gone = (events & (ERROR | HANGUP)) != 0;
        if (wantsData && (gone || (events & READABLE) != 0)) {
            receive();
        } else if (gone && isWatched()) {
            unwatch(); // these events cannot be switched off, and nobody wants to hear of them before the next read
        }
    }

    private void decide() {
        Errno error;
        try {
            error = socket.facts().pendingError();
        } catch (ErrnoException e) {
            error = e.errno();
        }
        state = error == null ? State.OPEN : State.OVER;
        listener.decided(error);
        settle();
    }

    private void sendOn() {
        ByteBuf bytes = outgoing;
        if (bytes == null || state == State.CLOSED) {
            return;
        }
        boolean whole = false;
        try {
            while (bytes.isReadable()) {
                int sent = socket.send(bytes.nioBuffer());
                if (sent < 0) {
                    settle();
                    return;
                }
                bytes.skipBytes(sent);
            }
            whole = true;
        } catch (ErrnoException _) {
            bytes.skipBytes(bytes.readableBytes()); // what can still be read says more than this error
        }
        outgoing = null;
        bytes.release();
        listener.sent(whole);
        settle();
    }

    private void receive() {
        wantsData = false;
        String end = null;
        for (int i = 0; i < READS_MAX && end == null && state == State.OPEN; i++) {
            ByteBuf into = BUFFERS.directBuffer(readBytes, readBytes);
            end = receiveInto(into);
            if (!into.isReadable()) {
                into.release();
                break;
            }
            boolean full = !into.isWritable();
            listener.received(into);
            if (!full) {
                break;
            }
            readBytes = READ_BYTES;
        }
        if (state == State.OPEN) {
            listener.receivedAll();
        }
        if (end != null && state == State.OPEN) {
            state = State.OVER;
            listener.disconnected(end);
        }
        settle();
    }

    /** Fills the buffer; null, or how the connection ended. */
    private @Nullable String receiveInto(ByteBuf into) {
        try {
            ByteBuffer room = into.internalNioBuffer(0, into.capacity());
            int got = socket.receive(room);
            into.writerIndex(Math.max(0, got));
            return got == 0 ? "closed its connection before the end of its answer" : null;
        } catch (ErrnoException e) {
            return "broke its connection: " + e.getMessage();
        }
    }

    /** Tells the loop what is waited for now. */
    private void settle() {
        boolean writes = state == State.CONNECTING || outgoing != null;
        int wanted = (wantsData ? READABLE : 0) | (writes ? WRITABLE : 0);
        if (isWatched() && wanted != interest()) {
            interest(wanted);
        }
    }

    private void rejoin() {
        if (!isWatched()) {
            watch(loop, socket.fd().number());
        }
        settle();
    }

    /** It has left the loop: closed by its owner, or with the loop. */
    @Override
    protected void ended() {
        state = State.CLOSED;
        wantsData = false;
        if (outgoing != null) {
            outgoing.release();
            outgoing = null;
        }
        socket.close();
    }
}
