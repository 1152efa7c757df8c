package dev.usher.fd;

import java.lang.ref.PhantomReference;
import java.lang.ref.Reference;
import java.lang.ref.ReferenceQueue;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Knows how many {@link Fd} are open, and finds those that were lost open.
 *
 * <p>Counting is always on. With {@code -Ddev.usher.fd.track=true} each owner also has an entry with the stack of its
 * making. When the collector finds an owner unreachable and still open, the next {@link Fd#own} logs it (System.Logger
 * "dev.usher.fd", WARNING), or {@link #unclosed} returns it. The descriptor itself is left alone: somebody may have kept
 * its number, and closing a number that is another's is worse than a leak.
 */
public final class FdLedger {
    private static final boolean TRACK = Boolean.getBoolean("dev.usher.fd.track");
    private static final AtomicLong OPEN = new AtomicLong();
    private static final ReferenceQueue<Fd> LOST = new ReferenceQueue<>();
    private static final Set<Entry> ENTRIES = ConcurrentHashMap.newKeySet();

    private FdLedger() {}

    /** How many owners are open now; one lost without close counts for ever. */
    public static long openOwners() {
        return OPEN.get();
    }

    /** Whether this JVM was started with {@code -Ddev.usher.fd.track=true}. */
    public static boolean tracks() {
        return TRACK;
    }

    /**
     * The owners the collector has found lost and nobody has been told of, each as "descriptor 17 (client received on
     * /run/x.sock) was never closed, opened at STACK"; empty without tracking. To be sure, collect first.
     */
    public static List<String> unclosed() {
        List<String> lost = new ArrayList<>();
        for (Reference<? extends Fd> r = LOST.poll(); r != null; r = LOST.poll()) {
            if (r instanceof Entry entry && ENTRIES.remove(entry)) {
                lost.add(entry.toString());
            }
        }
        return lost;
    }

    static @Nullable Entry opened(Fd owner, int number, String what) {
        OPEN.incrementAndGet();
        if (!TRACK) {
            return null;
        }
        for (String each : unclosed()) {
            System.getLogger("dev.usher.fd").log(System.Logger.Level.WARNING, each);
        }
        Entry entry = new Entry(owner, number, what);
        ENTRIES.add(entry);
        return entry;
    }

    static void settled(@Nullable Entry entry) {
        OPEN.decrementAndGet();
        if (entry != null) {
            ENTRIES.remove(entry);
            entry.clear();
        }
    }

    /** What is known of an owner after it is gone. */
    static final class Entry extends PhantomReference<Fd> {
        private final String what;
        private final Throwable opened = new Throwable("opened");

        private Entry(Fd owner, int number, String what) {
            super(owner, LOST);
            this.what = "descriptor " + number + " (" + what + ")";
        }

        @Override
        public String toString() {
            StringBuilder text = new StringBuilder(what).append(" was never closed, opened at");
            for (StackTraceElement each : opened.getStackTrace()) {
                text.append("\n    ").append(each);
            }
            return text.toString();
        }
    }
}
