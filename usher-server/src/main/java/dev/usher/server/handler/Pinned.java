package dev.usher.server.handler;

import dev.usher.server.connection.Connection;
import java.util.HashMap;
import java.util.Map;

/**
 * What one connection's handlers are, from its first step to its end: a reload meanwhile concerns others. Kept in the
 * connection's notes; its driver only.
 */
final class Pinned {
    private static final String NOTE = Pinned.class.getName();

    private final Map<HandlerName, Found> found = new HashMap<>();
    private final Instances instances = new Instances();

    private Pinned() {}

    /** A name's meaning, or why it has none. */
    private sealed interface Found {
        record Well(Handler handler) implements Found {}

        record Ill(HandlerException why) implements Found {}
    }

    static Pinned of(Connection connection) {
        Pinned known = connection.notes().get(NOTE, Pinned.class);
        if (known != null) {
            return known;
        }
        Pinned made = new Pinned();
        connection.notes().set(NOTE, made);
        return made;
    }

    /** The connection's own objects. */
    Instances instances() {
        return instances;
    }

    /** Keeps what a name means now, unless that was done before. */
    void pin(HandlerName name, HandlerLibrary library) {
        found.computeIfAbsent(name, _ -> look(name, library));
    }

    /**
     * What the name means to this connection.
     *
     * @throws HandlerException the same for the whole connection
     */
    Handler handler(HandlerName name, HandlerLibrary library) throws HandlerException {
        pin(name, library);
        return switch (found.get(name)) {
            case Found.Well well -> well.handler();
            case Found.Ill ill ->
                throw new HandlerException(
                        String.valueOf(ill.why().getMessage()), ill.why().getCause());
            case null -> throw new IllegalStateException(name + " was just pinned");
        };
    }

    private static Found look(HandlerName name, HandlerLibrary library) {
        try {
            return new Found.Well(library.find(name));
        } catch (HandlerException e) {
            return new Found.Ill(e);
        }
    }
}
