package dev.usher.cli.log;

import ch.qos.logback.classic.spi.ILoggingEvent;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The fields of a message: what its template writes as {@code name={}}, and nothing that only looks so in an argument, which
 * may come from outside. The lines of a stream begin with {@code request_id={}}, whose argument may go on with the id of a
 * trace; the lines of a request at the door begin with its id.
 */
final class MessageFields {
    private static final String ID = "request_id";
    private static final String TRACE = " trace_id=";
    private static final String PLACE = "{}";

    /** Loggers of the door whose lines about a request begin with its id. */
    private static final Set<String> OF_THE_DOOR = Set.of("http", "socket_handoff", "fastcgi", "proxy");

    /** As dev.usher.server.http.RequestIds makes them. */
    private static final Pattern DOORS_ID = Pattern.compile("[a-z2-7]{13}");

    private static final Pattern NAME = Pattern.compile("(?:^|[ ,;(])([a-z][a-z0-9_]{0,31})=$");

    private MessageFields() {}

    /** Adds those of an event. */
    static void of(ILoggingEvent event, JsonLine line) {
        String template = event.getMessage();
        @Nullable Object @Nullable [] arguments = event.getArgumentArray();
        if (template == null || arguments == null) {
            return;
        }
        if (OF_THE_DOOR.contains(event.getLoggerName()) && template.startsWith(PLACE)) {
            String first = String.valueOf(arguments[0]);
            if (DOORS_ID.matcher(first).matches()) {
                line.text(ID, first);
            }
        }
        named(template, arguments, line);
    }

    private static void named(String template, @Nullable Object[] arguments, JsonLine line) {
        Set<String> seen = new HashSet<>(List.of("time", "level", "logger", "thread", "message", "exception"));
        int from = 0;
        for (Object argument : arguments) {
            int at = template.indexOf(PLACE, from);
            if (at < 0) {
                return;
            }
            Matcher name = NAME.matcher(template.substring(from, at));
            if (name.find() && seen.add(name.group(1))) {
                field(name.group(1), argument, line);
            }
            from = at + PLACE.length();
        }
    }

    private static void field(String name, @Nullable Object value, JsonLine line) {
        String text = String.valueOf(value);
        int trace = name.equals(ID) ? text.indexOf(TRACE) : -1; // an id has no blank in it
        if (trace >= 0) {
            line.text(ID, text.substring(0, trace));
            line.text(TRACE.strip().replace("=", ""), text.substring(trace + TRACE.length()));
        } else if (value instanceof Long || value instanceof Integer || value instanceof Short) {
            line.number(name, ((Number) value).longValue());
        } else {
            line.text(name, text);
        }
    }
}
