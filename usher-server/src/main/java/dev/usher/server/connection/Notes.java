package dev.usher.server.connection;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What handlers and filters of one connection leave for one another. Driver only. */
public final class Notes {
    private final Map<String, Object> notes = new HashMap<>(0);

    Notes() {}

    /** The note of this name, or null. */
    public @Nullable Object get(String name) {
        return notes.get(name);
    }

    /** The note of this name where it is of this type, else null. */
    public <T> @Nullable T get(String name, Class<T> type) {
        Object note = notes.get(name);
        return type.isInstance(note) ? type.cast(note) : null;
    }

    /** Leaves a note; an older one of the same name is gone. */
    public void set(String name, Object note) {
        notes.put(name, note);
    }

    /** Takes a note away. */
    public void remove(String name) {
        notes.remove(name);
    }
}
