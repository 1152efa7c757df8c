package dev.usher.server.connection;

import dev.usher.server.bucket.Brigade;
import dev.usher.server.bucket.Bucket;
import dev.usher.server.bucket.EndOfRequest;
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
import java.io.InterruptedIOException;
import java.net.SocketTimeoutException;
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
    /** How many bytes the last look gave, where none was taken since; the driver's. */
    private long lookedAt;

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
        return get(into, mode, block, limit);
    }

    /** As a filter's, for who stands past all links. */
    Status get(Brigade into, ReadMode mode, Block block, int limit) throws IOException {
        requireOpen();
        if (mode != ReadMode.SPECULATIVE) {
            lookedAt = 0;
        }
        boolean waits = block == Block.BLOCK && mode != ReadMode.INIT && mode != ReadMode.EATCRLF;
        if (waits && !connection.driver().mayBlock()) {
            throw new IllegalStateException("a read that may wait on an event loop: " + mode);
        }
        return switch (mode) {
            case INIT -> Status.SUCCESS;
            case GETLINE -> line(into, waits);
            case READBYTES -> bytes(into, waits, limit);
            case SPECULATIVE -> speculate(into, waits, limit);
            case EATCRLF -> eatBlank();
            case EXHAUSTIVE -> everything(into);
        };
    }

    /** Waits until there is a byte to take, or none will come. */
    private void awaitBytes() throws IOException {
        long deadlineNanos = System.nanoTime() + connection.timeoutNanos();
        while (!inputEnded && received.bytes() == 0) {
            askForBytes();
            await(Signal.READABLE, deadlineNanos);
        }
    }

    /** Waits for news; whose connection is over hears of that, and not that its thread was interrupted for it. */
    private void await(Signal signal, long deadlineNanos) throws IOException {
        try {
            connection.driver().await(signal, deadlineNanos);
        } catch (InterruptedIOException e) {
            if (!channel.isActive()) {
                throw lostCause();
            }
            requireOpen();
            throw e;
        }
        requireOpen();
    }

    // Everywhere here the end is asked for before the bytes: those the loop appends in between come before an end it
    // has
    // seen.

    /** A line; where it waits, for all of it, as httpd's core does: a partial one is the end's, or too long. */
    private Status line(Brigade into, boolean waits) throws IOException {
        int length = 0;
        while (true) {
            if (waits) {
                awaitBytes();
            }
            boolean ended = inputEnded;
            boolean whole = received.line(into, Math.max(1, Input.LINE_LIMIT - length));
            length = (int) into.length();
            if (whole || length >= Input.LINE_LIMIT) {
                return Status.SUCCESS;
            }
            if (ended) {
                return length == 0 ? nothingThere(true) : lastLine();
            }
            if (!waits) {
                return length == 0 ? nothingThere(false) : Status.SUCCESS;
            }
        }
    }

    private Status lastLine() {
        endAnnounced = received.bytes() == 0;
        return Status.SUCCESS;
    }

    private Status bytes(Brigade into, boolean waits, int limit) throws IOException {
        if (waits) {
            awaitBytes();
        }
        boolean ended = inputEnded;
        received.take(into, limit);
        if (!into.isEmpty()) {
            return Status.SUCCESS;
        }
        if (waits && ended && !endAnnounced) {
            into.append(new Eos());
        }
        return nothingThere(ended);
    }

    private Status speculate(Brigade into, boolean waits, int limit) throws IOException {
        if (waits) {
            awaitBytes();
        }
        boolean ended = inputEnded;
        received.peek(into, limit);
        // Not at the first look: what nobody waits for stays in the kernel, for who may get the socket.
        boolean sawNoMore = into.length() == lookedAt;
        lookedAt = into.length();
        if (ended && lookedAt == 0) {
            return nothingThere(true);
        }
        if (sawNoMore && lookedAt < limit && !ended) {
            askForBytes();
        }
        return Status.SUCCESS;
    }

    private Status eatBlank() {
        boolean ended = inputEnded;
        if (received.dropBlankBuckets()) {
            return Status.SUCCESS;
        }
        if (ended) {
            return Status.EOF;
        }
        askForBytes();
        return Status.AGAIN;
    }

    private Status everything(Brigade into) {
        if (endAnnounced && received.bytes() == 0) {
            return Status.EOF;
        }
        received.take(into, Integer.MAX_VALUE);
        into.append(new SocketBucket(descriptor()));
        into.append(new Eos());
        return Status.SUCCESS;
    }

    /**
     * The end of the stream is first a SUCCESS without bytes, then EOF for good; the driver is woken for the second.
     */
    private Status nothingThere(boolean ended) {
        if (!ended) {
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
        pass(brigade);
    }

    /**
     * As a filter's, for who stands past all links. On a fiber it waits for what stands before the last Flush, while
     * more than 64 KiB are on their way, and while more than 4 ended requests are; on a loop never.
     */
    void pass(Brigade brigade) throws IOException {
        requireOpen();
        if (!channel.isActive()) {
            throw lostCause();
        }
        boolean waits = connection.driver().mayBlock();
        int ends = waits ? ends(brigade) : 0;
        boolean flush = writer.pass(brigade);
        if (waits) {
            long passed = ledger.passedInAll();
            long endsBefore = ledger.ended(ends);
            awaitSent(flush ? passed : Math.max(endsBefore, passed - SendLedger.YIELD_BYTES));
        }
    }

    private static int ends(Brigade brigade) {
        int ends = 0;
        for (Bucket bucket : brigade) {
            ends += bucket instanceof EndOfRequest ? 1 : 0;
        }
        return ends;
    }

    private void awaitSent(long target) throws IOException {
        long seen = ledger.leftInAll();
        long deadlineNanos = System.nanoTime() + connection.timeoutNanos();
        while (!ledger.hasLeft(target)) {
            try {
                await(Signal.WRITABLE, deadlineNanos);
            } catch (SocketTimeoutException e) {
                if (ledger.leftInAll() == seen) {
                    connection.abort(e);
                    throw e;
                }
                seen = ledger.leftInAll();
                deadlineNanos = System.nanoTime() + connection.timeoutNanos();
            }
        }
    }

    /** It only waits where its driver may. */
    @Override
    public boolean nonBlocking() {
        return true;
    }

    /** Whether over 64 KiB in memory, or more than 4 ended requests, are on their way. Any thread. */
    boolean shouldYield() {
        return ledger.shouldYield();
    }

    private void requireOpen() throws IOException {
        if (state != State.OPEN || connection.lossCause() != null) {
            throw lostCause();
        }
    }

    private IOException lostCause() {
        if (state == State.SURRENDERED) {
            return new IOException("the client's socket was handed to somebody else");
        }
        Throwable why = connection.lossCause();
        if (why != null) {
            return new ClientGoneException(why);
        }
        return state == State.DRAINING
                ? new ClientGoneException("this server has closed the connection")
                : new ClientGoneException();
    }

    /** A number that grows while the client takes what was passed; where a fiber asks, perhaps of a moment ago. */
    long sendProgress() {
        ChannelOutboundBuffer pending = channel.unsafe().outboundBuffer();
        return ledger.leftInAll() + (pending == null ? 0 : pending.currentProgress());
    }

    @Override
    public boolean pending(Link link) {
        return buffered() > 0;
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

    /** Whether {@link #surrender} was called. Any thread. */
    public boolean isSurrendered() {
        return state == State.SURRENDERED;
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
        switch (state) {
            case OPEN -> connection.lost(new ClientGoneException());
            case DRAINING -> connection.closed();
            case CLOSED, SURRENDERED -> {
                // It was closed here; nobody is told of it again.
            }
        }
        inputEnded =
                true; // last: who waits must see that the connection is lost, not that the client has ended its stream
    }
}
