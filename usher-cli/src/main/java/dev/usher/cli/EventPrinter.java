package dev.usher.cli;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * Takes a response's bytes as they come and prints its lines and events with the time since the handoff:
 *
 * <pre>
 *       3 ms  HTTP/1.1 200 OK
 *       3 ms  message  You said: Hello.
 *   15004 ms  comment  heartbeat
 *   15050 ms  done     [DONE]
 * </pre>
 *
 * <p>An event is read as a browser reads it (HTML, server-sent events): {@code data} lines are joined, which is shown as
 * {@code \n}; CR, LF and CRLF end a line. A response that is no event stream is printed line by line.
 *
 * <pre>
 *   HEAD ── empty line ──► EVENTS (text/event-stream) or BODY
 * </pre>
 */
final class EventPrinter extends OutputStream {
    private static final int LINE_BYTES_MAX = 1 << 20;
    private static final String MESSAGE = "message"; // an event without a name, as EventSource has it

    private enum State {
        /** Status line and header fields. */
        HEAD,
        /** Lines of events. */
        EVENTS,
        /** Anything else. */
        BODY
    }

    private final PrintStream out;
    private final Stopwatch watch;
    private final ByteArrayOutputStream line = new ByteArrayOutputStream();
    private final StringBuilder data = new StringBuilder();
    private State state = State.HEAD;
    private String name = "";
    private boolean isStream;
    private boolean hasData;
    private boolean afterReturn;

    EventPrinter(PrintStream out, Stopwatch watch) {
        this.out = out;
        this.watch = watch;
    }

    @Override
    public void write(int octet) throws IOException {
        boolean secondHalf = afterReturn && octet == '\n';
        afterReturn = octet == '\r';
        if (secondHalf) {
            return;
        }
        if (octet == '\n' || octet == '\r') {
            ended(line.toString(StandardCharsets.UTF_8));
            line.reset();
        } else if (line.size() < LINE_BYTES_MAX) {
            line.write(octet);
        } else {
            throw new IOException("a line is longer than " + LINE_BYTES_MAX + " bytes");
        }
    }

    private void ended(String text) {
        switch (state) {
            case HEAD -> head(text);
            case EVENTS -> field(text);
            case BODY -> print("body", text);
        }
    }

    private void head(String text) {
        if (text.isEmpty()) {
            state = isStream ? State.EVENTS : State.BODY;
            return;
        }
        isStream |= text.toLowerCase(Locale.ROOT).startsWith("content-type: text/event-stream");
        print("", text);
    }

    private void field(String text) {
        int colon = text.indexOf(':');
        String field = colon < 0 ? text : text.substring(0, colon);
        String value = colon < 0 ? "" : text.substring(colon + 1);
        value = value.startsWith(" ") ? value.substring(1) : value;
        switch (field) {
            case "" -> comment(text, value);
            case "event" -> name = value;
            case "data" -> {
                data.append(hasData ? "\\n" : "").append(value);
                hasData = true;
            }
            default -> print(field, value);
        }
    }

    /** A line that begins with a colon; an empty one ends an event. */
    private void comment(String text, String value) {
        if (!text.isEmpty()) {
            print("comment", value);
            return;
        }
        if (hasData) {
            print(name.isEmpty() ? MESSAGE : name, data.toString());
        }
        forget();
    }

    private void forget() {
        data.setLength(0);
        hasData = false;
        name = "";
    }

    private void print(String label, String text) {
        String labelled = label.isEmpty() ? text : String.format(Locale.ROOT, "%-8s %s", label, text);
        out.printf(Locale.ROOT, "%8d ms  %s%n", watch.millis(), labelled);
    }

    @Override
    public void flush() {
        out.flush();
    }

    /** The daemon has closed: what was begun and not ended is shown as such. What is printed to stays open. */
    void end() {
        if (line.size() > 0) {
            print("(cut)", line.toString(StandardCharsets.UTF_8));
        } else if (hasData) {
            print("(cut)", data.toString());
        }
        line.reset();
        forget();
        flush();
    }
}
