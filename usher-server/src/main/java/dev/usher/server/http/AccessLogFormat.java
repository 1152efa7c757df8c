package dev.usher.server.http;

import java.util.ArrayList;
import java.util.List;

/**
 * A LogFormat of httpd's mod_log_config, parsed once: literal text and directives. Every text that came from outside is
 * escaped as httpd does, so that an entry is always one printable line (ATTACKS C4). The directives are listed at
 * {@link AccessLogDirective}; a condition on the status ({@code %400,501{User-agent}i}, {@code %!200r}) and the
 * modifiers {@code <} and {@code >} are understood. Immutable; any thread.
 */
public final class AccessLogFormat {
    /** Common Log Format. */
    public static final AccessLogFormat COMMON = parse("%h %l %u %t \"%r\" %>s %b");

    /** Common with Referer and User-Agent. */
    public static final AccessLogFormat COMBINED =
            parse("%h %l %u %t \"%r\" %>s %b \"%{Referer}i\" \"%{User-Agent}i\"");

    /** Appends one part of a line. */
    @FunctionalInterface
    interface Part {
        void append(AccessLogEntry entry, StringBuilder out);
    }

    private final String format;
    private final List<Part> parts;

    private AccessLogFormat(String format, List<Part> parts) {
        this.format = format;
        this.parts = parts;
    }

    /**
     * Parses a format; {@code \n} and {@code \t} in it are a line feed and a tab.
     *
     * @throws IllegalArgumentException naming the directive that is not known and its place
     */
    public static AccessLogFormat parse(String format) {
        List<Part> parts = new ArrayList<>();
        StringBuilder literal = new StringBuilder();
        int at = 0;
        while (at < format.length()) {
            if (format.charAt(at) == '%') {
                addLiteral(literal, parts);
                AccessLogDirective directive = AccessLogDirective.parse(format, at);
                parts.add(directive.part());
                at = directive.end();
            } else {
                at = literal(format, at, literal);
            }
        }
        addLiteral(literal, parts);
        return new AccessLogFormat(format, List.copyOf(parts));
    }

    private static int literal(String format, int at, StringBuilder literal) {
        char next = at + 1 < format.length() ? format.charAt(at + 1) : 0;
        boolean escape = format.charAt(at) == '\\' && (next == 'n' || next == 't' || next == '\\' || next == '"');
        if (!escape) {
            literal.append(format.charAt(at));
            return at + 1;
        }
        literal.append(next == 'n' ? '\n' : next == 't' ? '\t' : next);
        return at + 2;
    }

    private static void addLiteral(StringBuilder literal, List<Part> parts) {
        if (!literal.isEmpty()) {
            String text = literal.toString();
            parts.add((_, out) -> out.append(text));
            literal.setLength(0);
        }
    }

    /** The line for that entry, without a line's end. */
    public String format(AccessLogEntry entry) {
        StringBuilder out = new StringBuilder(256);
        for (Part part : parts) {
            part.append(entry, out);
        }
        return out.toString();
    }

    /** As it was written. */
    @Override
    public String toString() {
        return format;
    }
}
