package dev.usher.testkit;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** What the kernel watches for this process's event loops, with epoll or io_uring (proc(5), /proc/self/fdinfo). */
public final class Watches {
    private static final Path INFOS = Path.of("/proc/self/fdinfo");
    /** An entry of an epoll descriptor. */
    private static final String EPOLL_ENTRY = "tfd:";
    /** An IORING_OP_POLL_ADD under way, as a ring's PollList has it. */
    private static final String RING_POLL = "  op=6,";

    private static final int PATIENCE_SECONDS = 10;

    private Watches() {}

    /** How many descriptors are watched, over all epoll descriptors and rings of the process. */
    public static int count() {
        int watches = 0;
        try (DirectoryStream<Path> open = Files.newDirectoryStream(INFOS)) {
            for (Path each : open) {
                watches += of(each.getFileName().toString());
            }
        } catch (IOException e) {
            throw new IllegalStateException("cannot list " + INFOS, e);
        }
        return watches;
    }

    /** How many the descriptor with this number watches; 0 where it is none that does. */
    static int of(String number) {
        try {
            return (int) Files.readAllLines(INFOS.resolve(number)).stream()
                    .filter(line -> line.startsWith(EPOLL_ENTRY) || line.startsWith(RING_POLL))
                    .count();
        } catch (IOException closedMeanwhile) {
            return 0;
        }
    }

    /**
     * Waits until exactly {@code expected} are watched: a ring hears of a new one, and lets go, at the end of its loop's turn.
     *
     * @throws AssertionError after {@value #PATIENCE_SECONDS} s
     */
    public static void await(int expected) {
        await(expected, expected);
    }

    /**
     * Waits until no more than {@code expected} are watched.
     *
     * @throws AssertionError after {@value #PATIENCE_SECONDS} s
     */
    public static void awaitAtMost(int expected) {
        await(0, expected);
    }

    private static void await(int least, int most) {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        int now = count();
        while (now < least || now > most) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError(now + " descriptors are watched, were to be " + most);
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1));
            now = count();
        }
    }
}
