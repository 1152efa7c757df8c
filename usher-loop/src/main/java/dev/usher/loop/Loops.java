package dev.usher.loop;

import io.netty.channel.EventLoop;
import io.netty.channel.IoEventLoop;
import io.netty.channel.IoHandler;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.EventExecutor;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A group of event loops over epoll(7) or io_uring(7), one thread each, started and ended together.
 *
 * <p>Nothing is shared between the loops: what lives on one is touched by that one's thread alone.
 */
public final class Loops implements AutoCloseable {
    /** More loops than this is a mistake of the caller: no machine we know has the cores. */
    public static final int COUNT_MAX = 1024;

    private static final Logger LOG = LoggerFactory.getLogger(Loops.class);
    private static final long CLOSE_TIMEOUT_SECONDS = 10;

    private final MultiThreadIoEventLoopGroup group;
    private final List<Loop> loops;
    /** What each loop waits with, in the order of the loops. */
    private final List<IoHandler> handlers;

    private final AtomicInteger turn = new AtomicInteger();

    private Loops(MultiThreadIoEventLoopGroup group, List<IoHandler> handlers) {
        this.group = group;
        this.handlers = List.copyOf(handlers);
        List<Loop> all = new ArrayList<>();
        for (EventExecutor executor : group) {
            all.add(new Loop(all.size(), (IoEventLoop) executor));
        }
        this.loops = List.copyOf(all);
    }

    /** As {@link #start(String, int, Transport)}, with the transport that {@link Transport#AUTO} stands for. */
    public static Loops start(String name, int count) {
        return start(name, count, Transport.named(Transport.AUTO));
    }

    /**
     * Starts {@code count} loops whose threads are called {@code name-1-1}, {@code name-1-2} …
     *
     * @param count 1 to {@value #COUNT_MAX}
     * @param transport what they wait with
     * @throws IllegalArgumentException where count is out of range
     * @throws UncheckedIOException where this machine does not have the transport; the message says why, and what to do
     */
    public static Loops start(String name, int count, Transport transport) {
        if (count < 1 || count > COUNT_MAX) {
            throw new IllegalArgumentException("loops must be between 1 and " + COUNT_MAX + ": " + count);
        }
        List<IoHandler> handlers = new ArrayList<>();
        IoHandlerFactory factory = transport.handlers();
        return new Loops(
                new MultiThreadIoEventLoopGroup(count, new DefaultThreadFactory(name, false), executor -> {
                    IoHandler handler = factory.newHandler(executor);
                    handlers.add(handler);
                    return handler;
                }),
                handlers);
    }

    /** How many loops there are. */
    public int count() {
        return loops.size();
    }

    /** The loop with this index, from 0. */
    public Loop get(int index) {
        return loops.get(index);
    }

    /** The loops, in order of their index. */
    public List<Loop> all() {
        return loops;
    }

    /** Each loop in turn; from any thread. */
    public Loop next() {
        return loops.get(Math.floorMod(turn.getAndIncrement(), loops.size()));
    }

    /**
     * The loop that Netty knows as {@code executor}.
     *
     * @throws IllegalArgumentException where it is none of this group
     */
    public Loop of(EventLoop executor) {
        for (Loop loop : loops) {
            if (loop.executor().equals(executor)) {
                return loop;
            }
        }
        throw new IllegalArgumentException(executor + " is no loop of this group");
    }

    /**
     * Waits until each loop has begun another turn, {@value #CLOSE_TIMEOUT_SECONDS} seconds at most each: the kernel has let
     * go of all that was closed before this, so that a port is free again. Not to be called on a loop's own thread.
     */
    public void awaitTurn() {
        for (Loop loop : loops) {
            CountDownLatch begun = new CountDownLatch(1);
            try {
                loop.execute(() -> loop.atEndOfTurn(() -> loop.execute(begun::countDown)));
                if (!begun.await(CLOSE_TIMEOUT_SECONDS, TimeUnit.SECONDS)) {
                    LOG.warn("{} has not ended its turn for {} s", loop, CLOSE_TIMEOUT_SECONDS);
                }
            } catch (RejectedExecutionException endedBefore) {
                LOG.debug("{} has ended before", loop);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }

    /** The group as Netty has it, for bootstraps. */
    public MultiThreadIoEventLoopGroup group() {
        return group;
    }

    /** Completes when each loop has come to its next turn: none of them hangs. Those that have ended do not count. From any thread. */
    public CompletableFuture<Void> turn() {
        List<CompletableFuture<Void>> turns = new ArrayList<>();
        for (Loop loop : all()) {
            CompletableFuture<Void> turn = new CompletableFuture<>();
            turns.add(turn);
            try {
                loop.execute(() -> turn.complete(null));
            } catch (RejectedExecutionException ended) {
                turn.complete(null);
            }
        }
        return CompletableFuture.allOf(turns.toArray(CompletableFuture[]::new));
    }

    /**
     * Ends all loops: channels and handles still on them are closed. Waits for the threads, {@value
     * #CLOSE_TIMEOUT_SECONDS} seconds at most; not to be called on a loop's own thread.
     */
    @Override
    public void close() {
        // A loop that hears of its end in the midst of its tasks goes without closing what is registered on it (Netty
        // 4.2.18), so that is closed first, as one of its tasks.
        for (Loop loop : loops) {
            closeAllOn(loop);
        }
        group.shutdownGracefully(0, CLOSE_TIMEOUT_SECONDS, TimeUnit.SECONDS)
                .awaitUninterruptibly(CLOSE_TIMEOUT_SECONDS, TimeUnit.SECONDS);
    }

    private void closeAllOn(Loop loop) {
        IoHandler handler = handlers.get(loop.index());
        try {
            loop.executor()
                    .submit(handler instanceof RingHandler ring ? ring::closeAll : handler::prepareToDestroy)
                    .awaitUninterruptibly(CLOSE_TIMEOUT_SECONDS, TimeUnit.SECONDS);
        } catch (RejectedExecutionException endedBefore) {
            return;
        }
    }
}
