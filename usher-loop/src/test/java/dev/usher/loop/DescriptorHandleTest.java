package dev.usher.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.usher.fd.ErrnoException;
import dev.usher.fd.StreamSocket;
import dev.usher.testkit.Watches;
import io.netty.channel.unix.FileDescriptor;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A pipe's reading end on a loop, and a socket. */
@Tag("transport")
class DescriptorHandleTest {
    private static final int PATIENCE_SECONDS = 10;

    @TempDir
    Path directory;

    private final Loops loops = Loops.start("handle-test", 1);
    private final Watched watched = new Watched();
    private FileDescriptor[] pipe;

    /** Tells what it was told. */
    private static final class Watched extends DescriptorHandle {
        private final BlockingQueue<Integer> events = new LinkedBlockingQueue<>();
        private boolean drained = true;
        private boolean keepsInterest;

        @Override
        protected void ready(int now) {
            if (keepsInterest && events.size() < 3) {
                events.add(now);
            } else if (drained) {
                drained = false;
                events.add(now);
                interest(0);
            }
        }
    }

    @BeforeEach
    void openPipe() throws Exception {
        pipe = FileDescriptor.pipe();
    }

    @AfterEach
    void end() throws Exception {
        onLoop(watched::unwatch);
        pipe[0].close();
        pipe[1].close();
        loops.close();
    }

    private void onLoop(Runnable step) throws Exception {
        CompletableFuture<Void> done = new CompletableFuture<>();
        loops.get(0).execute(() -> {
            try {
                step.run();
                done.complete(null);
            } catch (Throwable e) {
                done.completeExceptionally(e);
            }
        });
        done.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    }

    private int next() throws Exception {
        Integer event = watched.events.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
        assertThat(event).as("an event").isNotNull();
        return event;
    }

    @Test
    void interestThatWasTakenBackCanBeGivenAgain() throws Exception {
        onLoop(() -> {
            watched.watch(loops.get(0), pipe[0].intValue());
            watched.interest(DescriptorHandle.READABLE);
        });
        writeOne();
        assertThat(next()).isEqualTo(DescriptorHandle.READABLE);
        onLoop(() -> {
            assertThat(watched.interest()).isZero();
            watched.drained = true;
            watched.interest(DescriptorHandle.READABLE);
        });
        assertThat(next()).isEqualTo(DescriptorHandle.READABLE);
    }

    @Test
    void aHangUpIsReportedWithoutInterest() throws Exception {
        onLoop(() -> {
            watched.watch(loops.get(0), pipe[0].intValue());
            watched.interest(0);
        });
        pipe[1].close();
        assertThat(next()).isEqualTo(DescriptorHandle.HANGUP);
        onLoop(watched::unwatch);
    }

    /** SHUT_WR wakes who waits for the socket, and has nothing to say to it. */
    @RepeatedTest(10)
    void interestThatGrowsWhileAWakeUpForNothingIsUnderWayIsNotLost() throws Exception {
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                StreamSocket ours = StreamSocket.connecting((InetSocketAddress) server.getLocalSocketAddress());
                Socket theirs = server.accept()) {
            onLoop(() -> {
                watched.watch(loops.get(0), ours.fd().number());
                watched.interest(DescriptorHandle.PEER_CLOSED);
            });
            onLoop(() -> {
                shutdownWrite(ours);
                watched.interest(DescriptorHandle.READABLE | DescriptorHandle.PEER_CLOSED);
            });
            theirs.getOutputStream().write('x');
            assertThat(next()).isEqualTo(DescriptorHandle.READABLE);
            onLoop(watched::unwatch);
        }
    }

    private static void shutdownWrite(StreamSocket socket) {
        try {
            socket.shutdownWrite();
        } catch (ErrnoException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void whatIsNotReadIsToldAgainAndAgain() throws Exception {
        onLoop(() -> {
            watched.watch(loops.get(0), pipe[0].intValue());
            watched.keepsInterest = true;
            watched.interest(DescriptorHandle.READABLE);
        });
        writeOne();
        for (int i = 0; i < 3; i++) {
            assertThat(next()).isEqualTo(DescriptorHandle.READABLE);
        }
        onLoop(watched::unwatch);
    }

    @Test
    void nothingIsToldOfWhatIsNotWatchedAnyMore() throws Exception {
        int before = Watches.count();
        onLoop(() -> {
            watched.watch(loops.get(0), pipe[0].intValue());
            watched.interest(DescriptorHandle.READABLE);
        });
        onLoop(() -> {
            writeOne();
            watched.unwatch();
        });
        Watches.awaitAtMost(before);
        onLoop(() -> {});
        assertThat(watched.events).isEmpty();
    }

    /** The number goes to another file while the old one's watch is not given up in the kernel yet. */
    @Test
    void anotherFileOfTheSameNumberIsWatchedForItself() throws Exception {
        Watched second = new Watched();
        int number = pipe[0].intValue();
        onLoop(() -> {
            watched.watch(loops.get(0), number);
            watched.interest(DescriptorHandle.READABLE);
        });
        onLoop(() -> {
            watched.unwatch();
            FileDescriptor[] old = pipe;
            close(old[0]);
            pipe = newPipe();
            close(old[1]); // the old one's hang-up is nobody's any more
            assertThat(pipe[0].intValue()).isEqualTo(number);
            second.watch(loops.get(0), number);
            second.interest(DescriptorHandle.READABLE);
        });
        writeOne();
        assertThat(second.events.poll(PATIENCE_SECONDS, TimeUnit.SECONDS)).isEqualTo(DescriptorHandle.READABLE);
        assertThat(watched.events).isEmpty();
        onLoop(second::unwatch);
    }

    private void writeOne() {
        try {
            pipe[1].write(ByteBuffer.allocateDirect(1).put((byte) 1).flip(), 0, 1);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static FileDescriptor[] newPipe() {
        try {
            return FileDescriptor.pipe();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void close(FileDescriptor descriptor) {
        try {
            descriptor.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Under io_uring it is always ready, as for poll(2). */
    @Test
    void aRegularFileCannotBeWatchedAndTheCauseSaysSo() throws Exception {
        FileDescriptor file =
                FileDescriptor.from(Files.createFile(directory.resolve("file")).toString());
        try {
            Throwable refused = catchThrowable(() -> onLoop(() -> {
                watched.watch(loops.get(0), file.intValue());
                watched.interest(DescriptorHandle.READABLE);
            }));
            if (Transport.named(Transport.AUTO) == Transport.IO_URING) {
                assertThat(next()).isEqualTo(DescriptorHandle.READABLE);
            } else {
                assertThat(refused)
                        .hasRootCauseMessage("epoll_ctl(..) failed with error(-1): Operation not permitted")
                        .cause()
                        .isInstanceOf(IllegalStateException.class)
                        .hasMessageContaining("cannot be watched");
            }
        } finally {
            onLoop(watched::unwatch);
            file.close();
        }
    }
}
