package dev.usher.loop;

import io.netty.channel.IoEvent;
import io.netty.channel.IoRegistration;
import io.netty.channel.epoll.EpollIoEvent;
import io.netty.channel.epoll.EpollIoHandle;
import io.netty.channel.epoll.EpollIoOps;
import io.netty.channel.unix.FileDescriptor;
import java.io.UncheckedIOException;
import org.jspecify.annotations.Nullable;

/**
 * A plain descriptor on an event loop: no channel, no pipeline, no buffer; what it costs is this object and its
 * registration.
 *
 * <pre>
 *   new ── watch(loop) ──► WATCHED ── unwatch() ──► LEFT
 *                             └────── the loop ends: ended() ──► LEFT
 * </pre>
 *
 * <p>The subclass owns the descriptor. It must call {@link #unwatch()} <em>before</em> it closes it: an epoll entry
 * belongs to the open file description, so where another process holds a copy (SCM_RIGHTS), an entry that is not
 * removed outlives our close (epoll(7), "Will closing a file descriptor cause it to be removed").
 *
 * <p>Readiness is level-triggered. All methods are called on the loop's thread only.
 */
public abstract class DescriptorHandle implements EpollIoHandle {
    /** The descriptor can be read, or is at end of file (EPOLLIN). */
    public static final int READABLE = 0x001;
    /** The descriptor takes data (EPOLLOUT). */
    public static final int WRITABLE = 0x004;
    /** Reported always, whether asked for or not (EPOLLERR). */
    public static final int ERROR = 0x008;
    /** Both directions are shut down; reported always (EPOLLHUP). */
    public static final int HANGUP = 0x010;
    /** The peer has shut down its writing side, or gone (EPOLLRDHUP). */
    public static final int PEER_CLOSED = 0x2000;

    private static final int NOTHING_YET = -1;

    private @Nullable FileDescriptor descriptor;
    private @Nullable IoRegistration registration;
    private int interest = NOTHING_YET;

    /** Makes a handle that is on no loop yet. */
    protected DescriptorHandle() {}

    /**
     * Puts {@code number} on {@code loop}; the kernel watches it from the first {@link #interest} on.
     *
     * @param number an open descriptor that can be waited for (a socket, a pipe, a pidfd; not a regular file: EPERM under
     *     epoll, always ready under io_uring)
     * @throws IllegalStateException where it is on a loop already, or the caller is not on the loop's thread
     */
    protected final void watch(Loop loop, int number) {
        loop.requireInLoop();
        if (registration != null) {
            throw new IllegalStateException("descriptor " + number + " is on a loop already");
        }
        descriptor = new FileDescriptor(number);
        var registering = loop.executor().register(this);
        if (!registering.isSuccess()) {
            descriptor = null;
            throw new IllegalStateException("descriptor " + number + " cannot be watched", registering.cause());
        }
        registration = registering.getNow();
    }

    /**
     * Says what to be told of: an OR of {@link #READABLE}, {@link #WRITABLE}, {@link #PEER_CLOSED}; 0 is nothing but
     * errors and hang-ups. The same interest twice costs no system call.
     *
     * @throws IllegalStateException where it is on no loop, or the kernel refuses (the cause says why: EPERM, ENOSPC for
     *     fs.epoll.max_user_watches, ENOMEM); it is to be unwatched then. Under io_uring a refusal comes as an event, of
     *     {@link #ERROR} and {@link #HANGUP}
     */
    protected final void interest(int events) {
        IoRegistration current = registration;
        if (current == null) {
            throw new IllegalStateException("the descriptor is on no loop");
        }
        if (events != interest) {
            interest = events;
            submit(current, events);
        }
    }

    /** For Netty 0 is "take it off the epoll", after which nothing puts it back: errors come always, so they stand in. */
    private void submit(IoRegistration current, int events) {
        try {
            current.submit(EpollIoOps.valueOf(events == 0 ? ERROR : events));
        } catch (UncheckedIOException e) {
            throw new IllegalStateException("descriptor " + descriptor + " cannot be watched", e.getCause());
        }
    }

    /** What {@link #interest(int)} was last given. */
    protected final int interest() {
        return Math.max(0, interest);
    }

    /** True from {@link #watch} to {@link #unwatch}. */
    public final boolean isWatched() {
        return registration != null;
    }

    /**
     * Takes the descriptor off its loop; no event comes after it. Under epoll that is done when it returns (EPOLL_CTL_DEL),
     * under io_uring at the end of the loop's turn, until when the kernel keeps a closed descriptor's file. Harmless when it
     * is off.
     */
    protected final void unwatch() {
        IoRegistration current = registration;
        registration = null;
        interest = NOTHING_YET;
        if (current != null) {
            current.cancel();
        }
        descriptor = null;
    }

    /** Called on the loop with the events that are true now: an OR of the constants above. Must not block. */
    protected abstract void ready(int events);

    /** Called when the loop itself ends with the descriptor still on it. The default does nothing more. */
    protected void ended() {}

    /** For the loop: the descriptor as Netty has it. */
    @Override
    public final FileDescriptor fd() {
        FileDescriptor current = descriptor;
        if (current == null) {
            throw new IllegalStateException("the descriptor is on no loop");
        }
        return current;
    }

    /** For the loop: brings an event. */
    @Override
    public final void handle(IoRegistration from, IoEvent event) {
        if (registration != null || from.isValid()) {
            ready(((EpollIoEvent) event).ops().value());
        }
    }

    /** For the loop: it ends. Takes the descriptor off and tells the subclass. */
    @Override
    public final void close() {
        unwatch();
        ended();
    }
}
