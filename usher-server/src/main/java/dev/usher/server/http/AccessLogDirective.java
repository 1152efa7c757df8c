package dev.usher.server.http;

import dev.usher.server.http.AccessLogFormat.Part;
import java.util.Set;
import java.util.function.Function;
import java.util.function.IntPredicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * One {@code %} directive of a log format: {@code % [!][status,…] [<|>] [{argument}] letter}.
 *
 * <pre>
 *  %% a percent sign   %a %{c}a %h client's address%A server's address        %b %B body bytes (- | 0 for none)
 *  %D microseconds     %H protocol                %{Name}i %{Name}o headers  %I %O bytes received, sent
 *  %k requests before  %l always -                %L request id              %m method
 *  %p port             %P process id              %q ?query                  %r request line
 *  %s %>s status       %t %{sec|msec|usec}t start %T %{s|ms|us}T duration    %u user
 *  %U path             %v site's name             %V host asked for          %X connection: X + -
 * </pre>
 *
 * @param part appends what the directive stands for
 * @param end the index behind the directive
 */
record AccessLogDirective(Part part, int end) {
    /** Parses the directive whose percent sign is at {@code start}. */
    static AccessLogDirective parse(String format, int start) {
        int at = start + 1;
        int conditionStart = at;
        while (at < format.length() && (Grammar.isDigit(format.charAt(at)) || ",!".indexOf(format.charAt(at)) >= 0)) {
            at++;
        }
        String condition = format.substring(conditionStart, at);
        while (at < format.length() && "<>".indexOf(format.charAt(at)) >= 0) {
            at++;
        }
        String argument = "";
        if (at < format.length() && format.charAt(at) == '{') {
            int close = format.indexOf('}', at);
            argument = close < 0 ? "" : format.substring(at + 1, close);
            at = close < 0 ? format.length() : close + 1;
        }
        Part part = at < format.length() && isCondition(condition) ? part(format.charAt(at), argument) : null;
        if (part == null) {
            throw new IllegalArgumentException("the log format has an unknown directive at character " + start + ": "
                    + Quoted.text(format.substring(start, Math.min(at + 1, format.length()))));
        }
        return new AccessLogDirective(condition.isEmpty() ? part : when(condition, part), at + 1);
    }

    /** Nothing, or statuses of three digits with commas between, negated as a whole by one exclamation mark. */
    private static boolean isCondition(String text) {
        String statuses = text.startsWith("!") ? text.substring(1) : text;
        return text.isEmpty()
                || Stream.of(statuses.split(",", -1)).allMatch(s -> s.length() == 3 && Grammar.isDigits(s));
    }

    private static Part when(String condition, Part part) {
        boolean not = condition.startsWith("!");
        Set<Integer> statuses = Stream.of(condition.substring(not ? 1 : 0).split(","))
                .map(Integer::valueOf)
                .collect(Collectors.toSet());
        IntPredicate wanted = status -> statuses.contains(status) != not;
        return (entry, out) -> {
            if (wanted.test(entry.status())) {
                part.append(entry, out);
            } else {
                out.append('-');
            }
        };
    }

    private static @Nullable Part part(char letter, String argument) {
        return switch (letter) {
            case '%' -> !argument.isEmpty() ? null : (_, out) -> out.append('%');
            case 'i' -> header(argument, AccessLogDirective::requestHeaders);
            case 'o' -> header(argument, AccessLogEntry::responseHeaders);
            case 't' -> AccessLogTime.start(argument);
            case 'T' -> AccessLogTime.duration(argument);
            case 'r', 'u', 'm', 'U', 'q', 'H', 'V', 'v', 'L', 'h', 'A', 'l' -> argument.isEmpty() ? text(letter) : null;
            case 'a' -> argument.isEmpty() || argument.equals("c") ? text(letter) : null; // c: the connection's own
            default -> argument.isEmpty() ? number(letter) : null;
        };
    }

    private static @Nullable Headers requestHeaders(AccessLogEntry entry) {
        RequestHead head = entry.request();
        return head == null ? null : head.headers();
    }

    private static @Nullable Part header(String name, Function<AccessLogEntry, @Nullable Headers> side) {
        if (!Grammar.isToken(name)) {
            return null;
        }
        return (entry, out) -> {
            Headers headers = side.apply(entry);
            appendText(headers == null ? null : headers.first(name), out);
        };
    }

    private static Part text(char letter) {
        Function<AccessLogEntry, @Nullable String> text = switch (letter) {
            case 'r' -> AccessLogEntry::requestLine;
            case 'u' -> AccessLogEntry::remoteUser;
            case 'v' -> AccessLogEntry::siteName;
            case 'L' -> AccessLogEntry::requestId;
            case 'h', 'a' -> AccessLogEntry::remoteAddress;
            case 'A' -> AccessLogEntry::localAddress;
            case 'l' -> _ -> null;
            default -> entry -> ofHead(letter, entry);
        };
        return letter == 'u'
                ? user(text)
                : (entry, out) -> appendText(text.apply(entry), out, letter == 'q' ? "" : "-");
    }

    /** An empty name is {@code ""}, so that it is not taken for none. */
    private static Part user(Function<AccessLogEntry, @Nullable String> name) {
        return (entry, out) -> {
            String user = name.apply(entry);
            if (user != null && user.isEmpty()) {
                out.append("\"\"");
            } else {
                appendText(user, out);
            }
        };
    }

    private static @Nullable String ofHead(char letter, AccessLogEntry entry) {
        RequestHead head = entry.request();
        if (head == null) {
            return letter == 'V' ? entry.siteName() : null;
        }
        return switch (letter) {
            case 'm' -> head.method();
            case 'U' -> head.target().path();
            case 'q' ->
                head.target().query() == null ? null : "?" + head.target().query();
            case 'H' -> head.version().toString();
            default -> head.host() == null ? entry.siteName() : head.host();
        };
    }

    private static @Nullable Part number(char letter) {
        return switch (letter) {
            case 's' -> (entry, out) -> out.append(entry.status());
            case 'b' -> (entry, out) -> out.append(entry.bodyBytes() == 0 ? "-" : Long.toString(entry.bodyBytes()));
            case 'B' -> (entry, out) -> out.append(entry.bodyBytes());
            case 'I' -> (entry, out) -> out.append(entry.bytesReceived());
            case 'O' -> (entry, out) -> out.append(entry.bytesSent());
            case 'D' -> (entry, out) -> out.append(entry.durationNanos() / 1000);
            case 'p' -> (entry, out) -> out.append(entry.localPort());
            case 'P' -> (_, out) -> out.append(ProcessHandle.current().pid());
            case 'k' -> (entry, out) -> out.append(entry.requestsBefore());
            case 'X' -> (entry, out) -> out.append(entry.connectionEnd().symbol());
            default -> null;
        };
    }

    private static void appendText(@Nullable String text, StringBuilder out) {
        appendText(text, out, "-");
    }

    private static void appendText(@Nullable String text, StringBuilder out, String none) {
        if (text == null) {
            out.append(none);
        } else {
            Quoted.escape(text, out);
        }
    }
}
