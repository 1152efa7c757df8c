package dev.usher.server.content.fastcgi;

import dev.usher.fd.ErrnoException;
import dev.usher.fd.SocketType;
import dev.usher.fd.UnixAddress;
import dev.usher.fd.UnixSocket;
import dev.usher.server.http.HttpError;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.AdaptiveRecvByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.RecvByteBufAllocator;
import io.netty.channel.epoll.EpollDomainSocketChannel;
import io.netty.channel.epoll.EpollSocketChannel;
import java.net.InetSocketAddress;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Opens connections to one application.
 *
 * <p>A Unix socket whose backlog is full refuses with EAGAIN and nothing tells when there is room (unix(7)), so it is asked
 * again every {@value #RETRY_MIN_MILLIS} to {@value #RETRY_MAX_MILLIS} ms, by chance, so that many do not come as one. At most
 * {@value #MAX_WAITING} requests wait so; the next one is refused at once. TCP waits in the kernel.
 */
final class Connector {
    /** What became of an attempt; called on the loop, once. */
    interface Listener {
        /** The channel is connected, does not read by itself, and is the listener's to close. */
        void connected(Channel channel);

        /** There is none: 503, or 502 where it is not a matter of waiting. */
        void failed(HttpError error);

        /** Whether a connection is still wanted; else a waiting attempt ends without a call. */
        boolean isWanted();
    }

    static final int MAX_WAITING = 1024;
    private static final int RETRY_MIN_MILLIS = 5;
    private static final int RETRY_MAX_MILLIS = 20;
    /** At most 4 reads of 64 KiB before the client's side is asked whether it takes more. */
    private static final RecvByteBufAllocator READS =
            new AdaptiveRecvByteBufAllocator(512, 8192, 65_536).maxMessagesPerRead(4);

    private final BackendAddress backend;
    private final AtomicInteger waiting = new AtomicInteger();

    Connector(BackendAddress backend) {
        this.backend = backend;
    }

    /**
     * Connects, on {@code loop}, which is the caller's thread.
     *
     * @param handler of the channel; hears of nothing before {@link Listener#connected}
     * @param timeoutMillis how long may be waited for room, and for a handshake
     */
    void connect(EventLoop loop, ChannelHandler handler, int timeoutMillis, Listener listener) {
        switch (backend) {
            case BackendAddress.Unix unix ->
                new UnixAttempt(UnixAddress.path(unix.path()), loop, handler, listener, deadline(timeoutMillis)).run();
            case BackendAddress.Tcp tcp -> tcp(tcp.address(), loop, handler, timeoutMillis, listener);
        }
    }

    private static long deadline(int timeoutMillis) {
        return System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(timeoutMillis);
    }

    private void tcp(
            InetSocketAddress address, EventLoop loop, ChannelHandler handler, int timeoutMillis, Listener listener) {
        ChannelFuture connecting = new Bootstrap()
                .group(loop)
                .channel(EpollSocketChannel.class)
                .option(ChannelOption.AUTO_READ, false)
                .option(ChannelOption.AUTO_CLOSE, false)
                .option(ChannelOption.RECVBUF_ALLOCATOR, READS)
                .option(ChannelOption.TCP_NODELAY, true)
                .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, timeoutMillis)
                .handler(handler)
                .connect(address);
        var _ = connecting.addListener(done -> {
            if (!done.isSuccess()) {
                listener.failed(unavailable(String.valueOf(done.cause().getMessage())));
            } else if (listener.isWanted()) {
                listener.connected(connecting.channel());
            } else {
                var _ = connecting.channel().close();
            }
        });
    }

    private HttpError unavailable(String why) {
        return HttpError.of(503, "The application is not available.", "the application at " + backend + ": " + why)
                .retryAfterSeconds(1);
    }

    /** One request's attempts at a Unix socket; runs on its loop. */
    private final class UnixAttempt implements Runnable {
        private final UnixAddress address;
        private final EventLoop loop;
        private final ChannelHandler handler;
        private final Listener listener;
        private final long deadlineNanos;
        private boolean counted;

        UnixAttempt(
                UnixAddress address, EventLoop loop, ChannelHandler handler, Listener listener, long deadlineNanos) {
            this.address = address;
            this.loop = loop;
            this.handler = handler;
            this.listener = listener;
            this.deadlineNanos = deadlineNanos;
        }

        @Override
        public void run() {
            if (!listener.isWanted()) {
                done();
                return;
            }
            int descriptor;
            try (UnixSocket socket = UnixSocket.open(SocketType.STREAM)) {
                socket.connect(address);
                descriptor = socket.fd().release();
            } catch (ErrnoException.BacklogFull e) {
                full(e);
                return;
            } catch (ErrnoException e) {
                done();
                listener.failed(unavailable(e.getMessage() + hint(e)));
                return;
            }
            done();
            adopt(descriptor);
        }

        private void full(ErrnoException e) {
            if (System.nanoTime() >= deadlineNanos || !mayWait()) {
                done();
                listener.failed(unavailable(e.getMessage() + ", " + waiting.get() + " requests wait for room"));
                return;
            }
            int millis = ThreadLocalRandom.current().nextInt(RETRY_MIN_MILLIS, RETRY_MAX_MILLIS + 1);
            var _ = loop.schedule(this, millis, TimeUnit.MILLISECONDS);
        }

        private boolean mayWait() {
            if (!counted) {
                counted = waiting.incrementAndGet() <= MAX_WAITING;
                if (!counted) {
                    waiting.decrementAndGet();
                }
            }
            return counted;
        }

        private void done() {
            if (counted) {
                counted = false;
                waiting.decrementAndGet();
            }
        }

        private void adopt(int descriptor) {
            // It is connected; without the second argument Netty would ask the kernel.
            EpollDomainSocketChannel channel = new EpollDomainSocketChannel(descriptor, true);
            channel.config().setAutoRead(false);
            channel.config().setAutoClose(false);
            channel.config().setRecvByteBufAllocator(READS);
            channel.pipeline().addLast(handler);
            var _ = loop.register(channel).addListener(registered -> {
                if (registered.isSuccess()) {
                    listener.connected(channel);
                } else {
                    var _ = channel.close();
                    listener.failed(unavailable("no loop takes its socket: " + registered.cause()));
                }
            });
        }

        private String hint(ErrnoException e) {
            return switch (e) {
                case ErrnoException.Denied _ -> "; the server's user needs write permission on the socket";
                case ErrnoException.NotFound _ -> "; is the application running?";
                case ErrnoException.Refused _ -> "; nobody listens there any more";
                default -> "";
            };
        }
    }
}
