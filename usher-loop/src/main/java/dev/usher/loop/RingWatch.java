package dev.usher.loop;

import io.netty.channel.IoEvent;
import io.netty.channel.IoOps;
import io.netty.channel.IoRegistration;
import io.netty.channel.epoll.EpollIoEvent;
import io.netty.channel.epoll.EpollIoHandle;
import io.netty.channel.epoll.EpollIoOps;
import io.netty.channel.uring.IoUringIoEvent;
import io.netty.channel.uring.IoUringIoHandle;
import io.netty.channel.uring.IoUringIoOps;
import io.netty.util.concurrent.ThreadAwareExecutor;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One descriptor that a ring watches as an epoll would, level-triggered: to the ring it is a handle, to the handle its
 * registration.
 *
 * <pre>
 *            wanted, and no poll is out                its answer: the handle is told, and what it
 *   IDLE ──────────── POLL_ADD ───────────► POLLING ── wants then is polled for anew ──► POLLING │ IDLE
 *     │                                        │  ▲
 *     │                                        └──┘ more is wanted: ASYNC_CANCEL, and another POLL_ADD behind it
 *     └── cancel ─► GONE ◄─ ASYNC_CANCEL ──────┘
 * </pre>
 *
 * <p>At most one poll is out, and for one event: IORING_POLL_ADD_MULTI tells of edges. A poll for more than is wanted is
 * left alone, and what it tells in vain is dropped. It is given up rather than updated (IORING_POLL_UPDATE_EVENTS): an
 * update that meets a wake-up for nothing under way fails with EALREADY, and the poll goes on as it was.
 *
 * <p>A poll holds the open file. From the end of the loop's turn in which it is cancelled, and not before, our close(2)
 * is seen by the peer.
 */
final class RingWatch implements IoUringIoHandle, IoRegistration, EpollIoEvent {
    // Numbers of linux/io_uring.h.
    private static final byte POLL_ADD = 6;
    private static final byte ASYNC_CANCEL = 14;

    /** errno-base.h; completions have it negative. */
    private static final int ECANCELED = 125;

    /** EPOLLERR and EPOLLHUP: told whether asked for or not, as poll(2) does. */
    private static final int ALWAYS = DescriptorHandle.ERROR | DescriptorHandle.HANGUP;

    private static final Logger LOG = LoggerFactory.getLogger(RingWatch.class);

    private final EpollIoHandle handle;
    private final ThreadAwareExecutor executor;
    private final Object writeArrays;
    private final Consumer<RingWatch> onLeave;
    private @Nullable IoRegistration inRing;
    private int wanted;
    /** What the poll that is out asks for; 0 where none is. */
    private int polled;

    /** By which the ring knows it. */
    private long pollId;
    /** Counts the polls, over and over: an answer that brings another number is of one that was given up. */
    private short turn;

    private boolean telling;
    private EpollIoOps told = EpollIoOps.NONE;
    private volatile boolean cancelled;

    /**
     * @param writeArrays what the handle borrows, see {@link #attachment}
     * @param onLeave is told, on the loop, that this is over
     */
    RingWatch(EpollIoHandle handle, ThreadAwareExecutor executor, Object writeArrays, Consumer<RingWatch> onLeave) {
        this.onLeave = onLeave;
        this.handle = handle;
        this.executor = executor;
        this.writeArrays = writeArrays;
    }

    void on(IoRegistration registration) {
        inRing = registration;
    }

    // ---- the handle's registration

    @Override
    public long submit(IoOps ops) {
        int events = ((EpollIoOps) ops).value();
        if (executor.isExecutorThread(Thread.currentThread())) {
            want(events);
        } else {
            executor.execute(() -> want(events));
        }
        return events;
    }

    private void want(int events) {
        wanted = events;
        if (!cancelled && !telling) {
            poll();
        }
    }

    private void poll() {
        if (wanted == 0 || (polled & wanted) == wanted) {
            return;
        }
        cancelPoll();
        pollId = ring().submit(operation(POLL_ADD, handle.fd().intValue(), 0, wanted, ++turn));
        polled = wanted;
    }

    private void cancelPoll() {
        if (polled != 0) {
            ring().submit(operation(ASYNC_CANCEL, -1, pollId, 0, turn));
        }
    }

    private static IoUringIoOps operation(byte code, int descriptor, long subject, int events, short turn) {
        byte noFlags = 0;
        short none = 0;
        return new IoUringIoOps(code, noFlags, none, descriptor, 0, subject, 0, events, (long) turn, none, none, 0, 0);
    }

    private IoRegistration ring() {
        return Objects.requireNonNull(inRing, "not registered");
    }

    @Override
    public boolean isValid() {
        return !cancelled;
    }

    @Override
    public boolean cancel() {
        if (cancelled) {
            return false;
        }
        cancelled = true;
        if (executor.isExecutorThread(Thread.currentThread())) {
            leave();
        } else {
            executor.execute(this::leave);
        }
        return true;
    }

    private void leave() {
        cancelPoll();
        ring().cancel();
        onLeave.accept(this);
        handle.unregistered();
    }

    @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"}) // Netty's signature
    @Override
    public <T> T attachment() {
        return (T) writeArrays;
    }

    // ---- the ring's handle

    @Override
    public void registered() {
        handle.registered();
    }

    @Override
    public void handle(IoRegistration from, IoEvent event) {
        IoUringIoEvent completion = (IoUringIoEvent) event;
        if (completion.opcode() != POLL_ADD || completion.userData() != turn) {
            return; // a cancel, or what it cancelled
        }
        polled = 0;
        if (cancelled) {
            return;
        }
        int result = completion.res();
        if (result >= 0) {
            tell(result & (wanted | ALWAYS));
            want(wanted);
        } else if (result == -ECANCELED) {
            want(wanted);
        } else {
            tell(ALWAYS); // the kernel cannot watch it, and would say so again and again: until the handle asks anew
        }
    }

    private void tell(int events) {
        if (events == 0 || wanted == 0) {
            return;
        }
        told = EpollIoOps.valueOf(events);
        telling = true;
        try {
            handle.handle(this, this);
        } catch (RuntimeException e) {
            LOG.error("what a descriptor's event began has failed", e); // the loop would log the same, and then sleep
        } finally {
            telling = false;
        }
    }

    @Override
    public EpollIoOps ops() {
        return told;
    }

    /** The loop ends. */
    @Override
    public void close() {
        cancel();
        try {
            handle.close();
        } catch (Exception e) {
            LOG.error("a descriptor could not be closed with its loop", e);
        }
    }
}
