package dev.usher.daemon.receive;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.jspecify.annotations.Nullable;

/**
 * How many streams each user, or each address, may have at a time. Exact, whatever the loops do at once: counting is one step
 * of the map. Knows only those who have streams. Any thread.
 */
public final class Share {
    /** Longer names are kept as their digest: a name of a megabyte is an application's to send, not ours to keep. */
    private static final int NAME_CHARS_MAX = 60;

    /** One stream's part, which {@link #run} gives back: once, by whoever took it. */
    @FunctionalInterface
    public interface Taken extends Runnable {
        /** Gives this back, and then something else. */
        default Runnable before(Runnable next) {
            return () -> {
                run();
                next.run();
            };
        }
    }

    private static final Taken NOTHING = new Taken() {
        @Override
        public void run() {}

        @Override
        public Runnable before(Runnable next) {
            return next;
        }
    };

    private final ConcurrentMap<String, Integer> streams = new ConcurrentHashMap<>();
    private volatile int most; // 0: any number

    private Share(int most) {
        this.most = most;
    }

    /** At most so many, 1 or more. */
    public static Share of(int most) {
        if (most < 1) {
            throw new IllegalArgumentException("most must be at least 1: " + most);
        }
        return new Share(most);
    }

    /** Everybody may have any number. */
    public static Share unlimited() {
        return new Share(0);
    }

    /**
     * At most so many from now on, or any number: 0. Who has more keeps them, and streams that began while there was no
     * limit are not counted.
     */
    void most(int newMost) {
        most = newMost;
    }

    /** Whether there is a limit. */
    boolean isLimited() {
        return most > 0;
    }

    /** How many have streams now. */
    int known() {
        return streams.size();
    }

    /**
     * Takes a part.
     *
     * @param who null: somebody who is not limited
     * @return null where that one has as many as may be
     */
    @Nullable
    Taken take(@Nullable String who) {
        int limit = most;
        if (who == null || limit == 0) {
            return NOTHING;
        }
        String name = who.length() <= NAME_CHARS_MAX ? who : digest(who);
        boolean[] taken = new boolean[1];
        streams.compute(name, (_, count) -> {
            int now = count == null ? 0 : count;
            taken[0] = now < limit;
            return taken[0] ? now + 1 : now;
        });
        return taken[0] ? () -> giveBack(name) : null;
    }

    private void giveBack(String name) {
        streams.computeIfPresent(name, (_, count) -> count == 1 ? null : count - 1);
    }

    private static String digest(String name) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(name.getBytes(UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
