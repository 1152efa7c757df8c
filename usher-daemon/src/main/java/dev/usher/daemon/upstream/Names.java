package dev.usher.daemon.upstream;

import dev.usher.loop.Loop;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;

/**
 * Finds a host's addresses by the system's resolver, which waits: on a thread of its own. The JVM keeps what it found for
 * {@code networkaddress.cache.ttl}, 30 s by default.
 */
final class Names implements AutoCloseable {
    private final ExecutorService waiting = Executors.newThreadPerTaskExecutor(
            Thread.ofVirtual().name("upstream-name-", 0).factory());

    /** An address as it is written needs no resolver. */
    static boolean isAddress(String host) {
        return host.indexOf(':') >= 0 || host.chars().allMatch(c -> c == '.' || (c >= '0' && c <= '9'));
    }

    /** Tells {@code found} on the loop: one address or more, none where the name has none, or this is closed. */
    void find(String host, Loop loop, Consumer<List<InetAddress>> found) {
        if (isAddress(host)) {
            found.accept(lookUp(host));
            return;
        }
        try {
            waiting.execute(() -> tell(lookUp(host), loop, found));
        } catch (RejectedExecutionException closed) {
            found.accept(List.of());
        }
    }

    private static void tell(List<InetAddress> all, Loop loop, Consumer<List<InetAddress>> found) {
        try {
            loop.execute(() -> found.accept(all));
        } catch (RejectedExecutionException loopHasEnded) {
            return; // with all that lived on it
        }
    }

    private static List<InetAddress> lookUp(String host) {
        try {
            return isAddress(host) ? List.of(InetAddress.ofLiteral(host)) : List.of(InetAddress.getAllByName(host));
        } catch (UnknownHostException | IllegalArgumentException e) {
            return List.of();
        }
    }

    @Override
    public void close() {
        waiting.shutdownNow();
    }
}
