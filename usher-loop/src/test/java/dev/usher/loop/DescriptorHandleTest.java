package dev.usher.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.netty.channel.unix.FileDescriptor;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A pipe's reading end on a loop. */
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

        @Override
        protected void ready(int now) {
            if (drained) {
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
        pipe[1].write(ByteBuffer.allocateDirect(1).put((byte) 1).flip(), 0, 1);
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

    @Test
    void aRegularFileCannotBeWatchedAndTheCauseSaysSo() throws Exception {
        FileDescriptor file =
                FileDescriptor.from(Files.createFile(directory.resolve("file")).toString());
        try {
            Throwable refused = catchThrowable(() -> onLoop(() -> {
                watched.watch(loops.get(0), file.intValue());
                watched.interest(DescriptorHandle.READABLE);
            }));
            assertThat(refused)
                    .hasRootCauseMessage("epoll_ctl(..) failed with error(-1): Operation not permitted")
                    .cause()
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("cannot be watched");
        } finally {
            onLoop(watched::unwatch);
            file.close();
        }
    }
}
