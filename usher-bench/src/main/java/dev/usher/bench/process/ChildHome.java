package dev.usher.bench.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A directory of a child's own, and the child. Both go with {@link #close}, or with this JVM where a signal ends it
 * before: a bench that is interrupted leaves no daemon behind. Any thread.
 */
final class ChildHome implements AutoCloseable {
    private static final int STOP_SECONDS = 20;

    private final Path directory;
    private final Thread hook = new Thread(this::endAtOnce, "bench-leftovers");
    private @Nullable Process child;
    private boolean over;

    private ChildHome(Path directory) {
        this.directory = directory;
    }

    /** Makes the directory. */
    static ChildHome create() throws IOException {
        ChildHome home = new ChildHome(Files.createTempDirectory("usher-bench"));
        try {
            Runtime.getRuntime().addShutdownHook(home.hook);
        } catch (IllegalStateException e) {
            Files.deleteIfExists(home.directory);
            throw new IOException("the bench is being ended", e);
        }
        return home;
    }

    Path directory() {
        return directory;
    }

    /** Starts the child; one at most. */
    synchronized Process start(ProcessBuilder builder) throws IOException {
        if (over) {
            throw new IOException("the bench is being ended");
        }
        Process started = builder.start();
        child = started;
        return started;
    }

    /** Ends the child as its operator would, and by force where that takes longer than {@value #STOP_SECONDS} s. */
    @Override
    public void close() throws IOException {
        @Nullable Process running = leave();
        if (running != null) {
            stop(running);
        }
        removeFiles();
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException endingAlready) {
            over = true; // the hook runs, and finds nothing to do
        }
    }

    private synchronized @Nullable Process leave() {
        over = true;
        return child;
    }

    private static void stop(Process running) {
        try {
            for (int i = 0; i < 2 && running.isAlive(); i++) {
                running.destroy();
                running.waitFor(i == 0 ? 1 : STOP_SECONDS, TimeUnit.SECONDS);
            }
            running.destroyForcibly().waitFor();
        } catch (InterruptedException e) {
            running.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }

    /** Nobody waits for streams of a bench that was interrupted. */
    private void endAtOnce() {
        @Nullable Process running = leave();
        try {
            if (running != null) {
                running.descendants().forEach(ProcessHandle::destroyForcibly);
                running.destroyForcibly().waitFor();
            }
            removeFiles();
        } catch (IOException | InterruptedException e) {
            System.err.println("usher: " + directory + " could not be removed: " + e);
        }
    }

    private void removeFiles() throws IOException {
        try (var files = Files.list(directory)) {
            for (Path file : files.toList()) {
                Files.deleteIfExists(file);
            }
        } catch (NoSuchFileException removedAlready) {
            return;
        }
        Files.deleteIfExists(directory);
    }
}
