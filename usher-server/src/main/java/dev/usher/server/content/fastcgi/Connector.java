package dev.usher.server.content.fastcgi;

import dev.usher.fd.Errno;
import dev.usher.fd.ErrnoException;
import dev.usher.fd.Fd;
import dev.usher.fd.SocketType;
import dev.usher.fd.StreamSocket;
import dev.usher.fd.UnixAddress;
import dev.usher.fd.UnixSocket;
import dev.usher.loop.Loop;
import dev.usher.server.http.HttpError;
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
    /** Who wants a connection; called on the loop. */
    interface Caller extends ApplicationSocket.Listener {
        /** It is being made over TCP, and is the caller's to close; {@link #decided} comes later. */
        void connecting(ApplicationSocket socket);

        /** It stands, and is the caller's to close. */
        void connected(ApplicationSocket socket);

        /** There is none: 503, or 502 where it is not a matter of waiting. */
        void failed(HttpError error);

        /** Whether a connection is still wanted; else a waiting attempt ends without a call. */
        boolean isWanted();
    }

    static final int MAX_WAITING = 1024;
    private static final int RETRY_MIN_MILLIS = 5;
    private static final int RETRY_MAX_MILLIS = 20;
    private final BackendAddress backend;
    private final AtomicInteger waiting = new AtomicInteger();

    Connector(BackendAddress backend) {
        this.backend = backend;
    }

    /**
     * Connects, on {@code loop}, which is the caller's thread. A Unix socket connects within this call, or when there is room.
     *
     * @param timeoutMillis how long may be waited for room
     */
    void connect(Loop loop, int timeoutMillis, Caller caller) {
        switch (backend) {
            case BackendAddress.Unix unix -> {
                long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(timeoutMillis);
                new UnixAttempt(UnixAddress.path(unix.path()), loop, caller, deadline).run();
            }
            case BackendAddress.Tcp tcp -> tcp(tcp, loop, caller);
        }
    }

    private void tcp(BackendAddress.Tcp to, Loop loop, Caller caller) {
        ApplicationSocket socket;
        try {
            StreamSocket connecting = StreamSocket.connecting(to.address());
            socket = ApplicationSocket.connecting(loop, connecting, caller);
        } catch (ErrnoException | IllegalStateException e) {
            caller.failed(unavailable(String.valueOf(e.getMessage())));
            return;
        }
        caller.connecting(socket);
    }

    /** Why a connection that was begun does not stand. */
    HttpError refused(Errno error) {
        return unavailable("connect: " + error + " (" + error.text() + ")");
    }

    /** Nothing has come of it in time. */
    HttpError silent(long millis) {
        return unavailable("connect: no answer within " + millis + " ms");
    }

    private HttpError unavailable(String why) {
        return HttpError.of(503, "The application is not available.", "the application at " + backend + ": " + why)
                .retryAfterSeconds(1);
    }

    /** One request's attempts at a Unix socket; runs on its loop. */
    private final class UnixAttempt implements Runnable {
        private final UnixAddress address;
        private final Loop loop;
        private final Caller caller;
        private final long deadlineNanos;
        private boolean counted;

        UnixAttempt(UnixAddress address, Loop loop, Caller caller, long deadlineNanos) {
            this.address = address;
            this.loop = loop;
            this.caller = caller;
            this.deadlineNanos = deadlineNanos;
        }

        @Override
        public void run() {
            if (!caller.isWanted()) {
                done();
                return;
            }
            ApplicationSocket connected;
            try (UnixSocket socket = UnixSocket.open(SocketType.STREAM)) {
                socket.connect(address);
                Fd own = Fd.own(socket.fd().release(), "connection to " + address.text());
                connected = ApplicationSocket.connected(loop, StreamSocket.adopt(own), caller);
            } catch (ErrnoException.BacklogFull e) {
                full(e);
                return;
            } catch (ErrnoException e) {
                done();
                caller.failed(unavailable(e.getMessage() + hint(e)));
                return;
            } catch (IllegalStateException e) {
                done();
                caller.failed(unavailable("no loop takes its socket: " + e.getMessage()));
                return;
            }
            done();
            caller.connected(connected);
        }

        private void full(ErrnoException e) {
            if (System.nanoTime() >= deadlineNanos || !mayWait()) {
                done();
                caller.failed(unavailable(e.getMessage() + ", " + waiting.get() + " requests wait for room"));
                return;
            }
            int millis = ThreadLocalRandom.current().nextInt(RETRY_MIN_MILLIS, RETRY_MAX_MILLIS + 1);
            var _ = loop.executor().schedule(this, millis, TimeUnit.MILLISECONDS);
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
