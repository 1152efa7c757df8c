package dev.usher.daemon.observe;

import dev.usher.daemon.backend.TraceContext;
import dev.usher.daemon.stream.Visit;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Map;

/**
 * A client's line of the access log: the same fields as text ({@code name=value}, with {@code -} for none) and as JSON (where
 * what there is none of is left out). Immutable.
 */
public final class AccessLine {
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSS'Z'").withZone(ZoneOffset.UTC);

    private final boolean json;
    private final String backend;
    private final Map<String, String> models;

    /**
     * Makes the form of all lines of a seat.
     *
     * @param json an object a line; otherwise text
     * @param backend the one of handoffs that name none
     * @param models what each backend asks for where the handoff names no model, by the backend's name
     */
    public AccessLine(boolean json, String backend, Map<String, String> models) {
        this.json = json;
        this.backend = backend;
        this.models = Map.copyOf(models);
    }

    /** RFC 3339, UTC, milliseconds. */
    private static String time(Instant at) {
        return TIME.format(at);
    }

    /** The line, its end included. */
    String of(Visit visit) {
        Fields fields = new Fields(json);
        String asked = visit.backend().orElse(backend);
        fields.text("time", time(visit.end()));
        fields.text("request_id", visit.id());
        fields.text("client", visit.client().orElse(""));
        fields.text("user_id", visit.user().orElse(""));
        fields.text("backend", asked);
        fields.text("model", visit.model().orElse(models.getOrDefault(asked, "")));
        fields.number("status", visit.status() == 0 ? -1 : visit.status());
        fields.number("bytes", visit.bytes());
        fields.number("events", visit.events());
        fields.number("ttfb_ms", visit.firstMillis());
        fields.number("duration_ms", visit.durationMillis());
        fields.text("outcome", visit.outcome());
        fields.text("error", visit.error().orElse(""));
        fields.text("trace_id", visit.trace().map(TraceContext::traceId).orElse(""));
        fields.text("span_id", visit.trace().map(TraceContext::spanId).orElse(""));
        return fields.line();
    }

    /** A line as it grows. */
    private static final class Fields {
        private final boolean json;
        private final StringBuilder line = new StringBuilder(256);

        Fields(boolean json) {
            this.json = json;
        }

        /** Empty is none. */
        void text(String name, String value) {
            if (json) {
                raw(name, value.isEmpty() ? "" : LogText.quoted(value));
            } else {
                raw(name, value.isEmpty() ? "" : LogText.word(value));
            }
        }

        /** Below 0 is none. */
        void number(String name, long value) {
            raw(name, value < 0 ? "" : Long.toString(value));
        }

        private void raw(String name, String value) {
            if (json && !value.isEmpty()) {
                line.append(line.isEmpty() ? "{\"" : ",\"")
                        .append(name)
                        .append("\":")
                        .append(value);
            } else if (!json) {
                line.append(line.isEmpty() ? "" : " ").append(name).append('=').append(value.isEmpty() ? "-" : value);
            }
        }

        String line() {
            return line.append(json ? "}\n" : "\n").toString();
        }
    }
}
