package dev.usher.daemon;

import dev.usher.config.Change;
import dev.usher.config.Setting;
import dev.usher.config.Values;
import dev.usher.daemon.observe.AccessLog;
import dev.usher.daemon.receive.Seating;
import dev.usher.daemon.receive.StartException;
import dev.usher.daemon.stream.Count;
import dev.usher.daemon.stream.Home;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * Has a seat that serves take newer settings over. Those that cannot be reloaded stay what they were at the start; the
 * others count for clients that come from then on. Any thread but a loop's: files are read.
 */
final class Reloading {
    private final Seating seating;
    private final Descriptors descriptors;
    private final @Nullable AccessLog accessLog;
    private final String backendName;
    private volatile Values values;

    Reloading(
            Values values,
            Seating seating,
            Descriptors descriptors,
            @Nullable AccessLog accessLog,
            String backendName) {
        this.values = values;
        this.seating = seating;
        this.descriptors = descriptors;
        this.accessLog = accessLog;
        this.backendName = backendName;
    }

    /** What counts now. */
    Values values() {
        return values;
    }

    /**
     * Reads newer settings; nothing changes before they are applied.
     *
     * @throws StartException where they cannot be used; the message is meant for people
     */
    synchronized SeatReload prepare(Values newer) throws StartException {
        List<Setting<?>> ours = SeatSettings.all();
        List<Setting<?>> all = new ArrayList<>(ours);
        all.addAll(SeatSettings.ofProcess());
        Values next = Values.pick(all, setting -> setting.isReloadable() ? newer : values);
        SeatPlan plan = SeatPlan.of(next);
        int clients =
                descriptors.clients(next.get(SeatSettings.MAX_CONNECTIONS), next.isSet(SeatSettings.MAX_CONNECTIONS));
        Runnable renew = () -> {};
        List<String> changedKeys = List.of();
        if (seating.service() instanceof AskingService asking) {
            Sources.Renewed renewed = asking.sources().renew(next);
            renew = () -> asking.adopt(renewed);
            changedKeys = asking.sources().changedKeys(renewed);
        }
        Runnable renewal = renew;
        return new SeatReload(
                Change.between(values, newer, ours), changedKeys, () -> apply(next, plan, clients, renewal));
    }

    private synchronized void apply(Values next, SeatPlan plan, int clients, Runnable renew) {
        for (Home home : seating.homes()) {
            onLoop(home, () -> home.adopt(plan.streams(), plan.format()));
        }
        seating.admission().max(clients);
        seating.streamsPerAddress(most(next, SeatSettings.MAX_STREAMS_PER_ADDRESS));
        seating.service().streamsPerUser(most(next, SeatSettings.MAX_STREAMS_PER_USER));
        renew.run();
        if (accessLog != null) {
            accessLog.form(AccessLogStart.form(next, backendName));
        }
        values = next;
        count(Count.RELOADS_OK);
    }

    private static int most(Values values, Setting<Integer> setting) {
        return values.find(setting).orElse(0);
    }

    /** Counts one. */
    void count(Count result) {
        Home home = seating.homes().getFirst();
        onLoop(home, () -> home.counts().add(result));
    }

    /** Nothing where the seat was closed. */
    private static void onLoop(Home home, Runnable task) {
        try {
            home.loop().execute(task);
        } catch (RejectedExecutionException closed) {
            return;
        }
    }
}
