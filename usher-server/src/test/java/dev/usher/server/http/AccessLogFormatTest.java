package dev.usher.server.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** httpd's log formats, and ATTACKS C4. */
class AccessLogFormatTest {
    /** An exchange that is over: 200, 1234 bytes in 2.5 s, on 10 October 2000. */
    private record Ended(
            @Nullable String remoteUser,
            @Nullable String requestLine,
            @Nullable RequestHead request,
            long bodyBytes,
            ConnectionEnd connectionEnd)
            implements AccessLogEntry {
        @Override
        public String requestId() {
            return "abc";
        }

        @Override
        public String remoteAddress() {
            return "192.0.2.1";
        }

        @Override
        public String localAddress() {
            return "127.0.0.1";
        }

        @Override
        public int localPort() {
            return 8080;
        }

        @Override
        public String siteName() {
            return "site.example";
        }

        @Override
        public Headers responseHeaders() {
            return new Headers().add("Content-Type", "text/html");
        }

        @Override
        public int status() {
            return 200;
        }

        @Override
        public long startEpochMillis() {
            return 971186136_250L;
        }

        @Override
        public long durationNanos() {
            return 2_500_000_000L;
        }

        @Override
        public long bytesReceived() {
            return 300;
        }

        @Override
        public long bytesSent() {
            return 1500;
        }

        @Override
        public int requestsBefore() {
            return 2;
        }
    }

    private static AccessLogEntry entry(String requestLine, String fieldLines) throws HttpError {
        RequestHead head = Deliveries.accepted(requestLine + "\r\nHost: Asked.Example:8080\r\n" + fieldLines + "\r\n");
        return new Ended("ann", requestLine, head, 1234, AccessLogEntry.ConnectionEnd.KEPT);
    }

    private static AccessLogEntry refused() {
        return new Ended(null, null, null, 0, AccessLogEntry.ConnectionEnd.CLOSED);
    }

    private static String format(String format, AccessLogEntry entry) {
        return AccessLogFormat.parse(format).format(entry);
    }

    @Test
    void commonAndCombined() throws HttpError {
        AccessLogEntry entry = entry("GET /a%20b?q HTTP/1.1", "Referer: http://r/\r\nUser-Agent: curl \"8\"\r\n");
        String common =
                "192\\.0\\.2\\.1 - ann \\[1[01]/Oct/2000:\\d\\d:\\d\\d:36 [+-]\\d{4}] \"GET /a%20b\\?q HTTP/1\\.1\" 200 1234";
        assertThat(AccessLogFormat.COMMON.format(entry)).matches(common);
        assertThat(AccessLogFormat.COMBINED.format(entry)).matches(common + " \"http://r/\" \"curl \\\\\"8\\\\\"\"");
    }

    @Test
    void refusedRequestHasDashesWhereNothingIsKnown() {
        assertThat(AccessLogFormat.COMMON.format(refused())).endsWith("] \"-\" 200 -");
        assertThat(format("%m %U %H %V %{Host}i %l [%q]", refused())).isEqualTo("- - - site.example - - []");
    }

    @ParameterizedTest
    @CsvSource({
        "%h, 192.0.2.1",
        "%a, 192.0.2.1",
        "%A, 127.0.0.1",
        "%l, -",
        "%u, ann",
        "%r, GET /a%20b?q=1 HTTP/1.1",
        "%s, 200",
        "%>s, 200",
        "%<s, 200",
        "%b, 1234",
        "%B, 1234",
        "%I, 300",
        "%O, 1500",
        "%{x-a}i, 1",
        "%{Content-Type}o, text/html",
        "%{X-None}i, -",
        "%{X-None}o, -",
        "%D, 2500000",
        "%T, 2",
        "%{ms}T, 2500",
        "%{us}T, 2500000",
        "%{s}T, 2",
        "%m, GET",
        "%U, /a b",
        "%q, ?q=1",
        "%H, HTTP/1.1",
        "%v, site.example",
        "%V, asked.example",
        "%p, 8080",
        "%X, +",
        "%L, abc",
        "%k, 2",
        "%%, %",
        "%{sec}t, 971186136",
        "%{msec}t, 971186136250",
        "%{usec}t, 971186136250000",
        "%200s, 200",
        "%404s, -",
        "'%400,200s', 200",
        "%!200s, -",
        "'%!400,404{x-a}i', 1",
        "a\\tb, 'a\tb'",
        "a\\\"b, 'a\"b'",
        "plain, plain",
        "%s%s, 200200"
    })
    void directive(String format, String expected) throws HttpError {
        assertThat(format(format, entry("GET /a%20b?q=1 HTTP/1.1", "X-A: 1\r\n")))
                .isEqualTo(expected);
    }

    @Test
    void zeroBytesAreADashOrANumber() {
        assertThat(format("%b %B %X", refused())).isEqualTo("- 0 -");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "%",
                "%y",
                "%{x}",
                "%{x",
                "%{}i",
                "%{a b}o",
                "%{%Y}t",
                "%{min}T",
                "%{remote}p",
                "%{x}s",
                "%{x}a",
                "%{x}%",
                "%!s",
                "%40s",
                "%200,s",
                "%2000000000000s",
                "a %400",
                "%>",
                "%\u20ac"
            })
    void unknownDirectiveIsNamed(String format) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> AccessLogFormat.parse(format))
                .withMessageContaining("directive at character " + format.indexOf('%'));
    }

    @Test
    @DisplayName("C4: CR, LF, ESC, quotes, backslashes and bytes beyond ASCII are escaped wherever they come from")
    void loggedTextIsEscaped() throws HttpError {
        AccessLogEntry entry = entry("GET /%0d%0a%1b%22%5e%c3%a9 HTTP/1.1", "X-A: a\tb\"c\\d\u00e9\r\n");
        assertThat(format("%U %{X-A}i", entry)).isEqualTo("/\\r\\n\\x1b\\\"^\\xc3\\xa9 a\\tb\\\"c\\\\d\\xe9");
        AccessLogEntry user = new Ended(
                "x\r\n\u001b[2J\" \b\u000b\u007f\0", "G\u00ff", null, 0, AccessLogEntry.ConnectionEnd.ABORTED);
        assertThat(format("%u %r %X", user)).isEqualTo("x\\r\\n\\x1b[2J\\\" \\b\\v\\x7f\\x00 G\\xff X");
    }

    @Test
    void emptyUserIsNotTakenForNone() {
        assertThat(format("%u", new Ended("", null, null, 0, AccessLogEntry.ConnectionEnd.KEPT)))
                .isEqualTo("\"\"");
    }
}
