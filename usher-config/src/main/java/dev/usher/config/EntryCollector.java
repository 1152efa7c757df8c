package dev.usher.config;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Gathers what one section, or the flags, or the variables say, and joins it once at the end: a list of a hundred
 * thousand lines is not copied a hundred thousand times.
 */
final class EntryCollector {
    private final Map<Setting<?>, Pending<?>> pendings = new LinkedHashMap<>();

    private record Pending<T>(Setting<T> setting, List<T> values, List<Occurrence> occurrences) {
        void add(T value, Occurrence occurrence) {
            if (setting.how() == Setting.How.SINGLE) {
                values.clear();
                occurrences.clear();
            }
            values.add(value);
            occurrences.add(occurrence);
        }

        void finish(EntryMap into, boolean overrides) {
            into.put(setting, new Entry<>(setting.join(values), occurrences, overrides));
        }
    }

    <T> void add(Setting<T> setting, T value, Occurrence occurrence) {
        @SuppressWarnings("unchecked") // this is the only way in, and it keeps the two types equal
        Pending<T> pending = (Pending<T>)
                pendings.computeIfAbsent(setting, _ -> new Pending<>(setting, new ArrayList<>(), new ArrayList<>()));
        pending.add(value, occurrence);
    }

    /** The latest occurrence so far, or null if there is none. */
    @Nullable
    Occurrence last(Setting<?> setting) {
        Pending<?> pending = pendings.get(setting);
        return pending == null ? null : pending.occurrences().getLast();
    }

    EntryMap finish(boolean overrides) {
        EntryMap entries = new EntryMap();
        pendings.values().forEach(pending -> pending.finish(entries, overrides));
        return entries;
    }
}
