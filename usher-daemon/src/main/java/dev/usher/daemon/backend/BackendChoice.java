package dev.usher.daemon.backend;

import java.util.Map;

/**
 * Lets the field {@code backend} of a handoff choose among the backends that are configured; a handoff without it gets the
 * default. Any other name is answered with 400 that names it.
 */
public final class BackendChoice implements Backend {
    /** A name from outside is repeated up to here. */
    private static final int NAME_CHARS_MAX = 64;

    private final Map<String, Backend> byName;
    private final Backend otherwise;

    /**
     * Makes a choice.
     *
     * @param byName the backends, under the names that handoffs use
     * @param byDefault the name of the one for handoffs that name none; one of {@code byName}
     */
    public BackendChoice(Map<String, Backend> byName, String byDefault) {
        this.byName = Map.copyOf(byName);
        Backend named = byName.get(byDefault);
        if (named == null) {
            throw new IllegalArgumentException("no backend is named '" + byDefault + "'");
        }
        this.otherwise = named;
    }

    @Override
    public Upstream open(SeatRequest request, TokenSink sink) {
        String name = request.data().backend();
        Backend chosen = name == null || name.isEmpty() ? otherwise : byName.get(name);
        if (chosen == null) {
            String shown = name == null ? "" : name.substring(0, Math.min(name.length(), NAME_CHARS_MAX));
            sink.failed(Failure.badRequest(
                    "unknown_backend",
                    "The field backend of the handoff data names no backend of this server: '" + shown + "'."));
            return Upstream.ENDED;
        }
        return chosen.open(request, sink);
    }
}
