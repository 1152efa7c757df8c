package dev.usher.testkit;

import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;

/**
 * After every test: descriptors, epoll entries, threads and child processes are what they were before it, and after
 * every class no Netty buffer was left to the garbage collector.
 *
 * <p>What ends in the background (a loop that closes, a child that is being reaped) has {@value #PATIENCE_SECONDS}
 * seconds to do so. JUnit finds this extension by itself (META-INF/services).
 */
public final class Invariants implements BeforeAllCallback, BeforeEachCallback, AfterEachCallback, AfterAllCallback {

    private static final Namespace NAMESPACE = Namespace.create(Invariants.class);
    private static final int PATIENCE_SECONDS = 10;
    private static final boolean NETTY = nettyIsThere();

    static {
        if (NETTY) {
            NettyLeaks.install();
        }
        WarmUp.run();
    }

    /** JUnit makes it. */
    public Invariants() {}

    private static boolean nettyIsThere() {
        return Invariants.class.getClassLoader().getResource("io/netty/util/ResourceLeakDetector.class") != null;
    }

    @Override
    public void beforeAll(ExtensionContext context) {
        context.getStore(NAMESPACE).put("class", Snapshot.take());
    }

    @Override
    public void beforeEach(ExtensionContext context) {
        context.getStore(NAMESPACE).put("test", Snapshot.take());
    }

    @Override
    public void afterEach(ExtensionContext context) {
        requireBase(context, "test");
    }

    @Override
    public void afterAll(ExtensionContext context) {
        requireBase(context, "class");
        if (NETTY) {
            requireNoLeak(context);
        }
    }

    private static void requireBase(ExtensionContext context, String key) {
        Snapshot base = context.getStore(NAMESPACE).get(key, Snapshot.class);
        if (base == null) {
            return;
        }
        String beyond = Snapshot.take().beyond(base);
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        while (!beyond.isEmpty() && System.nanoTime() < deadline) {
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(5));
            beyond = Snapshot.take().beyond(base);
        }
        if (!beyond.isEmpty()) {
            throw new AssertionError(context.getDisplayName() + " left something behind:\n" + beyond);
        }
    }

    private static void requireNoLeak(ExtensionContext context) {
        System.gc();
        List<String> leaks = NettyLeaks.drain();
        if (!leaks.isEmpty()) {
            throw new AssertionError(context.getDisplayName() + " leaked buffers:\n" + String.join("\n", leaks));
        }
    }
}
