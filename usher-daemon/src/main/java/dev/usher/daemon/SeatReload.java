package dev.usher.daemon;

import dev.usher.config.Change;
import java.util.List;

/** Newer settings of a seat that were read and found good; {@link #apply} puts to use what can be without a restart. */
public final class SeatReload {
    private final List<Change> changed;
    private final List<Change> needRestart;
    private final List<String> changedKeys;
    private final Runnable apply;

    SeatReload(List<Change> all, List<String> changedKeys, Runnable apply) {
        this.changed =
                all.stream().filter(change -> change.setting().isReloadable()).toList();
        this.needRestart =
                all.stream().filter(change -> !change.setting().isReloadable()).toList();
        this.changedKeys = List.copyOf(changedKeys);
        this.apply = apply;
    }

    /** What counts for the clients that come once it was applied. */
    public List<Change> changed() {
        return changed;
    }

    /** What is otherwise than the seat runs with, and counts after a restart only. */
    public List<Change> needRestart() {
        return needRestart;
    }

    /** The settings and files of keys that are others now, where the setting is the same; never a key. */
    public List<String> changedKeys() {
        return changedKeys;
    }

    /** Puts it to use. Cannot fail; nothing where the seat was closed meanwhile. From any thread. */
    public void apply() {
        apply.run();
    }
}
