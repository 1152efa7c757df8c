package dev.usher.cli;

import dev.usher.fd.ErrnoException;
import dev.usher.fd.PathFd;
import dev.usher.fd.SocketType;
import dev.usher.fd.StreamSocket;
import dev.usher.fd.UnixSocket;
import dev.usher.handoff.OfferLimits;
import dev.usher.handoff.OfferLimits.SocketChoice;
import dev.usher.handoff.OfferResult;
import dev.usher.handoff.OfferedClient;
import dev.usher.handoff.SeatAddress;
import dev.usher.handoff.SeatConnection;
import dev.usher.handoff.SeatConnector;
import dev.usher.handoff.SeatLine;
import dev.usher.loop.DescriptorHandle;
import dev.usher.loop.Loop;
import dev.usher.loop.Loops;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** One handoff of a client of our own, a socket pair, and what it is sent until the end. */
final class Trial {
    private static final int CONNECT_TIMEOUT_MILLIS = 5_000;
    private static final int READ_BYTES = 65_536;
    private static final int ANSWER_BYTES_MAX = 256 << 20;

    private final Path path;
    private final byte[] data;
    private final Duration timeout;
    private final OutputStream shown;
    private final Stopwatch watch;
    private final ByteArrayOutputStream answer = new ByteArrayOutputStream();
    private final CompletableFuture<Void> end = new CompletableFuture<>();

    Trial(Path path, byte[] data, Duration timeout, OutputStream shown, Stopwatch watch) {
        this.path = path;
        this.data = data.clone();
        this.timeout = timeout;
        this.shown = shown;
        this.watch = watch;
    }

    /**
     * Hands over, and reads to the end.
     *
     * @throws IOException where the daemon cannot be reached or does not take the client
     */
    Verdict run() throws IOException, InterruptedException {
        // The loop ends before the sockets it watches are closed.
        try (UnixSocket.Pair pair = UnixSocket.pair(SocketType.STREAM);
                Loops loops = Loops.start("try", 1)) {
            StreamSocket mine = StreamSocket.adopt(pair.left().fd());
            loops.get(0).execute(() -> begin(loops.get(0), pair.right(), mine));
            end.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
            return Verdict.of(answer.toByteArray(), watch.millis(), watch.firstByteMillis());
        } catch (TimeoutException late) {
            return new Verdict(false, "the answer did not end within " + timeout.toSeconds() + " s");
        } catch (ExecutionException e) {
            throw new IOException(
                    e.getCause() == null ? e.toString() : e.getCause().getMessage(), e);
        }
    }

    private void begin(Loop loop, UnixSocket client, StreamSocket mine) {
        OfferLimits limits = new OfferLimits(
                CONNECT_TIMEOUT_MILLIS, CONNECT_TIMEOUT_MILLIS, 0, SocketChoice.AUTO, _ -> true, _ -> true);
        new SeatConnector().connect(loop, new Address(path.toString()), limits, way -> offer(way, loop, client, mine));
    }

    private void offer(SeatConnection way, Loop loop, UnixSocket client, StreamSocket mine) {
        switch (way) {
            case SeatLine line -> {
                watch.start();
                line.offer(ByteBuffer.wrap(data), new Client(client), result -> {
                    client.close();
                    if (result instanceof OfferResult.Failed failed) {
                        end.completeExceptionally(new IOException(failed.detail()));
                    } else if (result instanceof OfferResult.Refused refused) {
                        end.completeExceptionally(new IOException(refused.reason()));
                    } else {
                        new Reader(loop, mine).start();
                    }
                });
            }
            case OfferResult.Failed failed -> end.completeExceptionally(new IOException(failed.detail()));
            case OfferResult.Refused refused -> end.completeExceptionally(new IOException(refused.reason()));
        }
    }

    /** A path without conditions: whoever types it may connect where the file system lets him. */
    private record Address(String path) implements SeatAddress {
        @Override
        public PathFd open() throws ErrnoException {
            return PathFd.open(path);
        }
    }

    private record Client(UnixSocket socket) implements OfferedClient {
        @Override
        public int number() {
            return socket.fd().number();
        }

        @Override
        public boolean mayLeave() {
            return true;
        }
    }

    /** Our end of the client: shows and keeps what arrives. */
    private final class Reader extends DescriptorHandle {
        private final Loop loop;
        private final StreamSocket socket;
        private final ByteBuffer buffer = ByteBuffer.allocateDirect(READ_BYTES);

        Reader(Loop loop, StreamSocket socket) {
            this.loop = loop;
            this.socket = socket;
        }

        void start() {
            watch(loop, socket.fd().number());
            interest(READABLE);
        }

        @Override
        protected void ready(int events) {
            try {
                buffer.clear();
                int received = socket.receive(buffer);
                if (received > 0) {
                    keep(received);
                } else if (received == 0) {
                    finish();
                }
            } catch (IOException e) {
                unwatch();
                end.completeExceptionally(e);
            }
        }

        private void keep(int received) throws IOException {
            watch.arrived();
            byte[] bytes = new byte[received];
            buffer.flip().get(bytes);
            shown.write(bytes);
            shown.flush();
            answer.write(bytes);
            if (answer.size() > ANSWER_BYTES_MAX) {
                throw new IOException("the answer is longer than " + ANSWER_BYTES_MAX + " bytes");
            }
        }

        private void finish() {
            unwatch();
            end.complete(null);
        }
    }
}
