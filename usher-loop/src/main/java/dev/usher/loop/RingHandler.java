package dev.usher.loop;

import io.netty.channel.IoEvent;
import io.netty.channel.IoHandle;
import io.netty.channel.IoHandler;
import io.netty.channel.IoHandlerContext;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.IoRegistration;
import io.netty.channel.epoll.EpollIoHandle;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.unix.FileDescriptor;
import io.netty.channel.uring.IoUringIoHandler;
import io.netty.channel.uring.IoUringIoHandlerConfig;
import io.netty.util.concurrent.ThreadAwareExecutor;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Lets a loop wait with a ring for what is made to be waited for with epoll: each {@link EpollIoHandle} (Netty's epoll
 * channels, and our {@link DescriptorHandle}) gets a {@link RingWatch} in its place. So the channels read and write as
 * they always do, and only hear from somebody else when.
 *
 * <p>Netty's epoll channels gather what they write in arrays that their registration lends them, and only Netty's own
 * epoll handler can make those. One is kept for that; its epoll is closed before anything is in it.
 */
final class RingHandler implements IoHandler {
    /** Completions a turn may bring before the kernel has to keep some back: that many clients may leave at once. */
    private static final int COMPLETIONS = 16_384;

    private final IoHandler ring;
    private final ThreadAwareExecutor executor;
    private final EpollIoHandler lender;
    private final Object writeArrays;
    private final Set<RingWatch> watches = Collections.newSetFromMap(new IdentityHashMap<>());
    private final Consumer<RingWatch> onLeave = watches::remove;

    private RingHandler(IoHandler ring, EpollIoHandler lender, ThreadAwareExecutor executor) throws Exception {
        this.ring = ring;
        this.lender = lender;
        this.executor = executor;
        this.writeArrays = lender.register(new Borrower()).attachment();
        lender.closeFileDescriptors();
    }

    static IoHandlerFactory factory() {
        IoHandlerFactory rings = IoUringIoHandler.newFactory(new IoUringIoHandlerConfig().setCqSize(COMPLETIONS));
        IoHandlerFactory lenders = EpollIoHandler.newFactory();
        return new IoHandlerFactory() {
            @Override
            public IoHandler newHandler(ThreadAwareExecutor executor) {
                return make(rings.newHandler(executor), lenders.newHandler(executor), executor);
            }

            @Override
            public boolean isChangingThreadSupported() {
                return rings.isChangingThreadSupported();
            }
        };
    }

    private static IoHandler make(IoHandler ring, IoHandler lender, ThreadAwareExecutor executor) {
        try {
            return new RingHandler(ring, (EpollIoHandler) lender, executor);
        } catch (Exception e) {
            lender.destroy();
            ring.destroy();
            throw new IllegalStateException("Netty's epoll handler lends no arrays", e);
        }
    }

    @Override
    public void initialize() {
        ring.initialize();
    }

    @Override
    public int run(IoHandlerContext context) {
        return ring.run(context);
    }

    @Override
    public void prepareToDestroy() {
        ring.prepareToDestroy();
    }

    @Override
    public void destroy() {
        ring.destroy();
        lender.destroy();
    }

    @Override
    public IoRegistration register(IoHandle handle) throws Exception {
        if (!(handle instanceof EpollIoHandle watched)) {
            return ring.register(handle);
        }
        RingWatch watch = new RingWatch(watched, executor, writeArrays, onLeave);
        watch.on(ring.register(watch));
        watches.add(watch);
        return watch;
    }

    /**
     * Closes all that is watched, on the loop. Not by {@link #prepareToDestroy}: where that runs twice, as it would at the
     * loop's end, the second waits for the loop's timer (Netty 4.2.18), since what it queues stands behind the first's drain.
     */
    void closeAll() {
        List.copyOf(watches).forEach(RingWatch::close);
    }

    @Override
    public void wakeup() {
        ring.wakeup();
    }

    @Override
    public boolean isCompatible(Class<? extends IoHandle> type) {
        return EpollIoHandle.class.isAssignableFrom(type) || ring.isCompatible(type);
    }

    /** Is registered for the sake of what that lends, and never watched. */
    private static final class Borrower implements EpollIoHandle {
        private final FileDescriptor none = new FileDescriptor(Integer.MAX_VALUE);

        @Override
        public FileDescriptor fd() {
            return none;
        }

        @Override
        public void handle(IoRegistration registration, IoEvent event) {
            throw new IllegalStateException("nothing is watched here: " + event);
        }

        @Override
        public void close() {
            // There is nothing behind the number.
        }
    }
}
