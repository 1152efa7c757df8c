package dev.usher.config;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Entries by setting; the one place that knows that a {@code Setting<T>} leads to an {@code Entry<T>}. */
final class EntryMap {
    private final Map<Setting<?>, Entry<?>> entries = new LinkedHashMap<>();

    @SuppressWarnings("unchecked") // put is the only way in, and it keeps the two types equal
    <T> @Nullable Entry<T> get(Setting<T> setting) {
        return (Entry<T>) entries.get(setting);
    }

    <T> void put(Setting<T> setting, Entry<T> entry) {
        entries.put(setting, entry);
    }

    /** Takes over those of {@code other} that may stand in {@code context}, replacing what is here. */
    void override(EntryMap other, Context context) {
        other.entries.forEach((setting, entry) -> {
            if (setting.contexts().contains(context)) {
                entries.put(setting, entry);
            }
        });
    }

    Set<Setting<?>> settings() {
        return Collections.unmodifiableSet(entries.keySet());
    }

    EntryMap copy() {
        EntryMap copy = new EntryMap();
        copy.entries.putAll(entries);
        return copy;
    }

    EntryMap with(EntryMap others) {
        EntryMap both = copy();
        both.entries.putAll(others.entries);
        return both;
    }
}
