package dev.usher.server.connection;

import dev.usher.server.bucket.Brigade;
import dev.usher.server.bucket.Eos;
import dev.usher.server.bucket.SocketBucket;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOption;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.channel.unix.UnixChannel;
import io.netty.util.ReferenceCountUtil;
import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import org.jspecify.annotations.Nullable;

/**
 * The core filter, last of both chains, and the last handler of the client's Netty pipeline: below it are bytes, above
 * it brigades. Autoread is off: it asks the socket for bytes only when somebody wants more than there is, so that what
 * nobody has asked for stays in the kernel.
 *
 * <pre>
 *   OPEN ── finish ──► DRAINING (FIN sent, what comes is dropped) ── end, or closeNow ──► CLOSED
 *     ├── surrender ─► SURRENDERED (our descriptor closed, nothing sent, somebody else has the client)
 *     └── the client is lost, or closeNow ─► CLOSED
 * </pre>
 *
 * <p>{@code get} and {@code pass} are for the driver; the rest says who may call.
 */
public final class Wire extends ChannelDuplexHandler implements InputFilter, OutputFilter {
    /** With so much unread no more is asked for. */
    static final int HIGH_WATER_BYTES = 64 * 1024;

    private enum State {
        OPEN,
        DRAINING,
        CLOSED,
        SURRENDERED
    }

    private final ClientConnection connection;
    private final ReceiveQueue received = new ReceiveQueue();
    private final SendLedger ledger;
    private final WireWriter writer;
    private final Channel channel;
    private @Nullable ChannelHandlerContext context;
    private volatile State state = State.OPEN;
    private volatile boolean inputEnded;
    private boolean endAnnounced;
    private boolean readAsked;

    Wire(ClientConnection connection, Channel channel) {
        this.connection = connection;
        this.channel = channel;
        this.ledger = new SendLedger(connection);
        this.writer = new WireWriter(connection, ledger);
    }

    // ---- the driver reads

    @Override
    public Status get(Link link, Brigade into, ReadMode mode, Block block, int limit) throws IOException {
        requireOpen();
        boolean waits = block == Block.BLOCK && mode != ReadMode.INIT && mode != ReadMode.EATCRLF;
        if (waits && !connection.driver().mayBlock()) {
            throw new IllegalStateException("a read that may wait on an event loop: " + mode);
        }
        if (waits && mode != ReadMode.EXHAUSTIVE) {
            awaitFirstByte();
        }
        return switch (mode) {
            case INIT -> Status.SUCCESS;
            case GETLINE -> line(into);
            case READBYTES -> bytes(into, block, limit);
            case SPECULATIVE -> speculate(into, limit);
            case EATCRLF -> eatBlank();
            case EXHAUSTIVE -> everything(into);
        };
    }

    private void awaitFirstByte() throws IOException {
        long deadlineNanos = System.nanoTime() + connection.blockTimeoutNanos();
        while (received.bytes() == 0 && !inputEnded) {
            askForBytes();
            connection.driver().await(Signal.READABLE, deadlineNanos);
            requireOpen();
        }
    }

    private Status line(Brigade into) {
        boolean whole = received.line(into, Input.LINE_LIMIT);
        if (into.isEmpty()) {
            return nothingThere();
        }
        if (!whole && inputEnded && received.bytes() == 0) {
            endAnnounced = true;
        }
        return Status.SUCCESS;
    }

    private Status bytes(Brigade into, Block block, int limit) {
        received.take(into, limit);
        if (!into.isEmpty()) {
            return Status.SUCCESS;
        }
        if (block == Block.BLOCK && inputEnded && !endAnnounced) {
            into.append(new Eos());
        }
        return nothingThere();
    }

    private Status speculate(Brigade into, int limit) {
        received.peek(into, limit);
        if (into.isEmpty() && !inputEnded) {
            askForBytes();
        }
        return Status.SUCCESS;
    }

    private Status eatBlank() {
        if (received.dropBlankBuckets()) {
            return Status.SUCCESS;
        }
        if (inputEnded) {
            return Status.EOF;
        }
        askForBytes();
        return Status.AGAIN;
    }

    private Status everything(Brigade into) {
        received.take(into, Integer.MAX_VALUE);
        into.append(new SocketBucket(descriptor()));
        into.append(new Eos());
        return Status.SUCCESS;
    }

    /**
     * The end of the stream is first a SUCCESS without bytes, then EOF for good; the driver is woken for the second.
     */
    private Status nothingThere() {
        if (!inputEnded) {
            askForBytes();
            return Status.SUCCESS;
        }
        if (endAnnounced) {
            return Status.EOF;
        }
        endAnnounced = true;
        connection.driver().wake(Signal.READABLE);
        return Status.SUCCESS;
    }

    /** One read of the socket, unless there is so much already that it can wait. */
    void askForBytes() {
        if (connection.loop().inLoop()) {
            readOnLoop();
        } else {
            connection.loop().execute(this::readOnLoop);
        }
    }

    private void readOnLoop() {
        if (!readAsked && !inputEnded && context != null && received.bytes() < HIGH_WATER_BYTES) {
            readAsked = true;
            context.read();
        }
    }

    // ---- the driver writes

    @Override
    public void pass(Link link, Brigade brigade) throws IOException {
        if (state != State.OPEN || !channel.isActive()) {
            throw lostCause();
        }
        writer.pass(brigade);
    }

    /** Whether over 64 KiB in memory, or more than 4 ended requests, are on their way. Any thread. */
    boolean shouldYield() {
        return ledger.shouldYield();
    }

    private void requireOpen() throws IOException {
        if (state != State.OPEN) {
            throw lostCause();
        }
    }

    private IOException lostCause() {
        if (state == State.SURRENDERED) {
            return new IOException("the client's socket was handed to somebody else");
        }
        Throwable why = connection.lossCause();
        IOException lost = new ClosedChannelException();
        if (why != null) {
            lost.initCause(why);
        }
        return lost;
    }

    /** A number that grows while the client takes what was passed. Loop only. */
    long sendProgress() {
        ChannelOutboundBuffer pending = channel.unsafe().outboundBuffer();
        return ledger.leftInAll() + (pending == null ? 0 : pending.currentProgress());
    }

    // ---- for who passes the client on

    /** Bytes the client has sent that were read from its socket and not taken yet. Loop only. */
    public int buffered() {
        return received.bytes();
    }

    /**
     * Forgets empty lines that stand first among the bytes read, as a parser of requests would (RFC 9112 §2.2); reads
     * nothing from the socket. Loop only.
     */
    public void dropBlankLines() {
        received.dropBlankBuckets();
    }

    /** Bytes passed that the kernel has not taken yet. Loop only. */
    public long unsent() {
        return ledger.unsent();
    }

    /**
     * Whether the descriptor carries the very bytes the protocol sees: no TLS, no proxy header still to come, no
     * connection
     * filter. Loop only.
     */
    public boolean bare() {
        return connection.hasNoFilters()
                && channel instanceof UnixChannel
                && context != null
                && context.equals(channel.pipeline().firstContext());
    }

    /** Whether the client has sent FIN: it may still read. Any thread. */
    public boolean isInputEnded() {
        return inputEnded;
    }

    /**
     * Runs {@code step} on the driver as soon as everything passed so far is with the kernel, or never will be; at
     * once where it is already. Driver only.
     */
    public void whenSent(Runnable step) {
        writer.whenSent(step);
    }

    /** Number of the client's descriptor. */
    public int descriptor() {
        return ((UnixChannel) channel).fd().intValue();
    }

    /**
     * Takes the channel off its loop and closes our descriptor with a plain close(2): no FIN, no reset, and not a
     * byte is written any more. Who has a
     * duplicate of the descriptor has the client. Loop only.
     *
     * @throws IllegalStateException where bytes wait on either side, or the connection is not open
     */
    public void surrender() {
        connection.loop().requireInLoop();
        if (state != State.OPEN) {
            throw new IllegalStateException("the connection is " + state + ", there is nothing to surrender");
        }
        if (received.bytes() != 0 || ledger.unsent() != 0) {
            throw new IllegalStateException(
                    received.bytes() + " bytes are unread and " + ledger.unsent() + " unsent: they would be lost");
        }
        state = State.SURRENDERED;
        connection.surrendered();
        var _ = channel.close();
    }

    // ---- the connection ends

    /**
     * FIN behind what was passed; whatever the client still sends is dropped. Loop only.
     *
     * @param onFin is run when FIN is sent
     * @param onClientEnd is run when the client has nothing more to send
     */
    void finish(Runnable onFin, Runnable onClientEnd) {
        if (state == State.OPEN) {
            state = State.DRAINING;
            received.clear();
            writer.finish(channel, () -> drain(onFin, onClientEnd));
        }
    }

    private void drain(Runnable onFin, Runnable onClientEnd) {
        onFin.run();
        if (inputEnded || !channel.isActive()) {
            onClientEnd.run();
        } else {
            // The client's FIN is the end from here on: the channel closes at it, without a shutdown(2) that would
            // fail.
            channel.config().setOption(ChannelOption.ALLOW_HALF_CLOSURE, false);
            readOnLoop();
        }
    }

    /** Closes the descriptor now. What was not sent is dropped. Loop only; again: nothing. */
    void closeNow() {
        if (state != State.SURRENDERED) {
            state = State.CLOSED;
            received.clear();
            var _ = channel.close();
        }
    }

    // ---- Netty calls, on the loop

    @Override
    public void handlerAdded(ChannelHandlerContext added) {
        context = added;
        writer.on(added);
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        if (message instanceof ByteBuf bytes && state == State.OPEN) {
            received.append(bytes);
        } else {
            ReferenceCountUtil.release(message);
        }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
        readAsked = false;
        switch (state) {
            case OPEN -> connection.driver().wake(Signal.READABLE);
            case DRAINING -> {
                connection.drained();
                readOnLoop();
            }
            case CLOSED, SURRENDERED -> {
                // Nobody listens any more.
            }
        }
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (event == ChannelInputShutdownEvent.INSTANCE) {
            inputEnded = true;
            if (state == State.OPEN) {
                connection.driver().wake(Signal.READABLE);
            } // while DRAINING what was passed still goes out whole, and drain() sees that nothing more comes
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        connection.lost(cause);
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        inputEnded = true;
        switch (state) {
            case OPEN -> connection.lost(new ClosedChannelException());
            case DRAINING -> connection.closed();
            case CLOSED, SURRENDERED -> {
                // It was closed here; nobody is told of it again.
            }
        }
    }
}
