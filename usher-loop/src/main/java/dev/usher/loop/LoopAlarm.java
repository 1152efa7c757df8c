package dev.usher.loop;

import io.netty.channel.IoEventLoop;
import io.netty.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Wakes a wheel by its loop's own schedule: at most one task at a time is on it. */
final class LoopAlarm implements TimerWheel.Alarm {
    private final IoEventLoop executor;
    private @Nullable ScheduledFuture<?> pending;

    LoopAlarm(IoEventLoop executor) {
        this.executor = executor;
    }

    @Override
    public void set(long delayNanos, Runnable wake) {
        clear();
        pending = executor.schedule(wake, delayNanos, TimeUnit.NANOSECONDS);
    }

    @Override
    public void clear() {
        ScheduledFuture<?> last = pending;
        pending = null;
        if (last != null) {
            last.cancel(false);
        }
    }
}
