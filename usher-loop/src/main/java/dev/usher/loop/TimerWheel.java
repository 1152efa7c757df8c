package dev.usher.loop;

import static java.util.Objects.requireNonNull;

import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A hierarchical timer wheel with ticks of 1 ms: setting, moving and clearing a timer are O(1) and allocate nothing.
 * It sleeps while it is empty, and until the next timer that is due otherwise.
 *
 * <pre>
 *   level 0: 256 slots of 1 ms      = 256 ms      timers that are due in this turn of the level
 *   level 1: 256 slots of 256 ms    = 65.5 s      re-set one level down when their slot's time begins
 *   level 2: 256 slots of 65.5 s    = 4.66 h      the same; what is later waits in the last slot and is re-set
 * </pre>
 *
 * <p>A timer never expires early, and late by at most one tick plus what the loop was busy. One set with a delay of 0
 * during an expiry comes in the next tick, so a timer that sets itself cannot hold the loop. For one thread only.
 */
public final class TimerWheel {
    /** The longest delay; a longer one is refused. 365 days. */
    public static final long DELAY_MILLIS_MAX = 365L * 24 * 60 * 60 * 1000;

    /** What wakes a wheel; the loop's schedule, or a test's hand. */
    interface Alarm {
        /** Replaces what was set before: {@code wake} is to run once after this delay. */
        void set(long delayNanos, Runnable wake);

        /** Nothing is to be woken any more. */
        void clear();
    }

    static final int NOWHERE = -1;

    private static final Logger LOG = LoggerFactory.getLogger(TimerWheel.class);
    private static final int BITS = 8;
    private static final int SLOTS = 1 << BITS;
    private static final int MASK = SLOTS - 1;
    private static final int LEVELS = 3;
    private static final long SPAN_TICKS = 1L << (BITS * LEVELS);
    private static final long TICK_NANOS = 1_000_000;
    private static final long NEVER = Long.MAX_VALUE;

    private final Alarm alarm;
    private final LongSupplier nanoTime;
    private final long startNanos;
    private final @Nullable Timer[] heads = new Timer[SLOTS * LEVELS];
    private final long[] occupied = new long[SLOTS * LEVELS / Long.SIZE];
    private final Runnable wake = this::wake;
    private long currentTick;
    private long wakeTick = NEVER;
    private int size;
    private boolean expiring;

    TimerWheel(Alarm alarm, LongSupplier nanoTime) {
        this.alarm = alarm;
        this.nanoTime = nanoTime;
        this.startNanos = nanoTime.getAsLong();
    }

    /** How many timers are set. */
    public int size() {
        return size;
    }

    /**
     * Sets {@code timer} to expire {@code delayMillis} from now; one that is set already is moved.
     *
     * @param delayMillis 0 to {@link #DELAY_MILLIS_MAX}
     * @throws IllegalArgumentException where it is out of range
     */
    public void set(Timer timer, long delayMillis) {
        if (delayMillis < 0 || delayMillis > DELAY_MILLIS_MAX) {
            throw new IllegalArgumentException(
                    "delayMillis must be between 0 and " + DELAY_MILLIS_MAX + ": " + delayMillis);
        }
        unlink(timer);
        if (size == 0 && !expiring) {
            currentTick = tickNow(); // an empty wheel has slept: nothing lies between
        }
        timer.deadlineTick = Math.max(tickAfter(delayMillis), currentTick + 1);
        link(timer);
        if (!expiring && timer.deadlineTick < wakeTick) {
            sleepUntil(nextTick());
        }
    }

    /** Takes {@code timer} off; harmless where it is not set. */
    public void clear(Timer timer) {
        unlink(timer);
        if (size == 0 && wakeTick != NEVER && !expiring) {
            wakeTick = NEVER;
            alarm.clear();
        }
    }

    private long tickNow() {
        return (nanoTime.getAsLong() - startNanos) / TICK_NANOS;
    }

    private long tickAfter(long delayMillis) {
        long nanos = nanoTime.getAsLong() - startNanos + delayMillis * TICK_NANOS;
        return (nanos + TICK_NANOS - 1) / TICK_NANOS;
    }

    private void wake() {
        wakeTick = NEVER;
        expiring = true;
        try {
            advanceTo(tickNow());
        } finally {
            expiring = false;
        }
        sleepUntil(nextTick());
    }

    private void advanceTo(long tick) {
        while (size > 0) {
            long next = nextTick();
            if (next > tick) {
                break;
            }
            currentTick = next;
            cascade();
            expire();
        }
        currentTick = Math.max(currentTick, tick);
    }

    /** At the beginning of a higher level's slot its timers are set anew, one or more levels down. */
    private void cascade() {
        for (int level = LEVELS - 1; level > 0; level--) {
            int shift = BITS * level;
            if ((currentTick & ((1L << shift) - 1)) == 0) {
                relink(level * SLOTS + (int) ((currentTick >>> shift) & MASK));
            }
        }
    }

    private void relink(int place) {
        Timer head = heads[place];
        if (head == null || head.next == head) {
            return;
        }
        Timer chain = detach(place, head);
        while (chain != null) {
            Timer following = chain.next;
            chain.next = null;
            chain.previous = null;
            chain.place = NOWHERE;
            size--;
            link(chain);
            chain = following;
        }
    }

    private void expire() {
        int place = (int) (currentTick & MASK);
        Timer head = heads[place];
        while (head != null && head.next != head) {
            Timer due = requireNonNull(head.next);
            unlink(due);
            run(due);
        }
    }

    private static void run(Timer due) {
        try {
            requireNonNull(due.expiry).expired();
        } catch (RuntimeException | Error e) {
            LOG.error("a timer failed; the wheel goes on", e);
        }
    }

    private @Nullable Timer detach(int place, Timer head) {
        Timer first = head.next;
        requireNonNull(head.previous).next = null;
        head.next = head;
        head.previous = head;
        clearBit(place);
        return first;
    }

    private void link(Timer timer) {
        int place = placeOf(timer.deadlineTick);
        Timer head = heads[place];
        if (head == null) {
            head = new Timer();
            heads[place] = head;
        }
        Timer last = requireNonNull(head.previous);
        last.next = timer;
        timer.previous = last;
        timer.next = head;
        head.previous = timer;
        timer.place = place;
        occupied[place / Long.SIZE] |= 1L << place;
        size++;
    }

    private void unlink(Timer timer) {
        if (timer.place == NOWHERE) {
            return;
        }
        Timer before = requireNonNull(timer.previous);
        Timer after = requireNonNull(timer.next);
        before.next = after;
        after.previous = before;
        if (before == after) {
            clearBit(timer.place);
        }
        timer.previous = null;
        timer.next = null;
        timer.place = NOWHERE;
        size--;
    }

    private void clearBit(int place) {
        occupied[place / Long.SIZE] &= ~(1L << place);
    }

    /** The slot of the lowest level at which the deadline and now differ in that level's digit only, or below. */
    private int placeOf(long deadlineTick) {
        long tick = Math.min(deadlineTick, currentTick + SPAN_TICKS - (1L << (BITS * (LEVELS - 1))) - 1);
        tick = Math.max(tick, currentTick);
        long differing = tick ^ currentTick;
        int level = differing < SLOTS ? 0 : differing < (1L << (2 * BITS)) ? 1 : LEVELS - 1;
        return level * SLOTS + (int) ((tick >>> (BITS * level)) & MASK);
    }

    /** The next tick at which a timer is due or a slot of a higher level begins that holds one. */
    private long nextTick() {
        if (size == 0) {
            return NEVER;
        }
        for (int level = 0; level < LEVELS; level++) {
            int shift = BITS * level;
            int digit = (int) ((currentTick >>> shift) & MASK);
            int found = nextOccupied(level, level == 0 ? digit : digit + 1);
            if (found >= 0) {
                return ((currentTick >>> (shift + BITS)) << (shift + BITS)) + ((long) found << shift);
            }
        }
        int wrapped = nextOccupied(LEVELS - 1, 0);
        return (currentTick / SPAN_TICKS + 1) * SPAN_TICKS + ((long) wrapped << (BITS * (LEVELS - 1)));
    }

    private int nextOccupied(int level, int from) {
        for (int slot = from; slot < SLOTS; slot = (slot / Long.SIZE + 1) * Long.SIZE) {
            int place = level * SLOTS + slot;
            long bits = occupied[place / Long.SIZE] & (-1L << place);
            if (bits != 0) {
                return (place / Long.SIZE) * Long.SIZE + Long.numberOfTrailingZeros(bits) - level * SLOTS;
            }
        }
        return -1;
    }

    private void sleepUntil(long tick) {
        if (tick == NEVER) {
            if (wakeTick != NEVER) {
                alarm.clear();
            }
            wakeTick = NEVER;
        } else if (tick != wakeTick) {
            wakeTick = tick;
            alarm.set(Math.max(0, startNanos + tick * TICK_NANOS - nanoTime.getAsLong()), wake);
        }
    }
}
