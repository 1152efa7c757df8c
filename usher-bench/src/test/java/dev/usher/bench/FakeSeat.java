package dev.usher.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.usher.fd.ErrnoException;
import dev.usher.fd.SocketType;
import dev.usher.fd.StreamSocket;
import dev.usher.fd.UnixAddress;
import dev.usher.fd.UnixSocket;
import dev.usher.handoff.Handoff;
import dev.usher.handoff.HandoffListener;
import dev.usher.handoff.HandoffSink;
import dev.usher.handoff.ReceiveLimits;
import dev.usher.handoff.Refusal;
import dev.usher.loop.Loops;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;

/** A daemon that receives as a real one does and answers what a test wants, all at once. */
final class FakeSeat implements AutoCloseable, HandoffSink {
    /** Says nothing, and keeps the client. */
    static final byte[] SILENCE = "(silence)".getBytes(UTF_8);

    private final Loops loops = Loops.start("fake-seat", 1);
    private final Function<String, byte[]> answers;
    private final List<StreamSocket> kept = new ArrayList<>();
    final AtomicInteger refusals = new AtomicInteger();
    private final Path path;
    private final HandoffListener listener;

    private FakeSeat(Path path, SocketType type, Function<String, byte[]> answers) throws IOException {
        this.path = path;
        this.answers = answers;
        UnixSocket socket = UnixSocket.open(type);
        socket.bind(UnixAddress.path(path));
        socket.listen(128);
        this.listener = new HandoffListener(loops.get(0), socket, ReceiveLimits.DEFAULTS, this);
        CompletableFuture.runAsync(listener::start, loops.get(0)::execute).join();
    }

    /** Answers each handoff's data with these bytes and a clean end; {@link #SILENCE} with nothing at all. */
    static FakeSeat open(Path directory, Function<String, byte[]> answers) throws IOException {
        return new FakeSeat(directory.resolve("fake.sock"), SocketType.SEQPACKET, answers);
    }

    static FakeSeat openStream(Path directory, Function<String, byte[]> answers) throws IOException {
        return new FakeSeat(directory.resolve("fake.sock"), SocketType.STREAM, answers);
    }

    String path() {
        return path.toString();
    }

    @Override
    public boolean roomForOne() {
        return true;
    }

    @Override
    public void received(Handoff handoff) {
        byte[] json = new byte[handoff.data().remaining()];
        handoff.data().get(json);
        byte[] answer = answers.apply(new String(json, UTF_8));
        if (Arrays.equals(answer, SILENCE)) {
            kept.add(handoff.client());
            return;
        }
        try (StreamSocket client = handoff.client()) {
            client.send(ByteBuffer.allocateDirect(answer.length).put(answer).flip());
        } catch (ErrnoException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void overflow(Handoff handoff) {
        handoff.client().close();
    }

    @Override
    public void refused(Refusal why, String detail) {
        refusals.incrementAndGet();
    }

    @Override
    public void close() {
        CompletableFuture.runAsync(
                        () -> {
                            listener.shut();
                            kept.forEach(StreamSocket::close);
                        },
                        loops.get(0)::execute)
                .join();
        loops.close();
    }
}
