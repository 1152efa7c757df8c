package dev.usher.daemon.receive;

import dev.usher.daemon.backend.Utf8Text;
import java.io.ByteArrayOutputStream;
import java.util.Locale;
import java.util.Map;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/**
 * What the application adds to the head of the answer: an object whose values are scalars, or arrays of scalars for
 * fields that appear several times ({@code Set-Cookie}); null is the same as absent. A name that is not the application's
 * to set, one that is none, and a value that would break the head are refused, never dropped in silence.
 */
final class ResponseHeaders {
    /** None at all. */
    static final ResponseHeaders NONE = new ResponseHeaders(new byte[0]);

    private static final int LINES_MAX = 64;
    private static final int BYTES_MAX = 16 * 1024;

    private static final String SETS_IT = "the daemon sets it itself";
    private static final String FRAMES_IT = "the daemon frames the answer";
    private static final String DOORS = "the door reads it, in the application's own answer";

    /** The names that are not the application's (the reference's seven, RFC 9110 section 7.6.1), and whose they are. */
    private static final Map<String, String> RESERVED = Map.ofEntries(
            Map.entry("content-type", SETS_IT),
            Map.entry("cache-control", SETS_IT),
            Map.entry("connection", SETS_IT),
            Map.entry("x-accel-buffering", SETS_IT),
            Map.entry("transfer-encoding", FRAMES_IT),
            Map.entry("content-length", FRAMES_IT),
            Map.entry("content-encoding", FRAMES_IT),
            Map.entry("content-range", FRAMES_IT),
            Map.entry("trailer", FRAMES_IT),
            Map.entry("te", FRAMES_IT),
            Map.entry("upgrade", FRAMES_IT),
            Map.entry("keep-alive", FRAMES_IT),
            Map.entry("proxy-connection", FRAMES_IT),
            Map.entry("x-socket-handoff", DOORS),
            Map.entry("x-handoff-data", DOORS));

    private static final String TOKEN_SIGNS = "!#$%&'*+-.^_`|~"; // RFC 9110 section 5.6.2

    private final byte[] lines;

    private ResponseHeaders(byte[] lines) {
        this.lines = lines;
    }

    /** The fields as whole lines of a head; for reading only. */
    byte[] lines() {
        return lines;
    }

    /** Reads the object, whose beginning the parser has just passed. */
    static ResponseHeaders read(JsonParser json) throws BadHandoffData {
        ByteArrayOutputStream lines = new ByteArrayOutputStream();
        int count = 0;
        while (json.nextToken() != JsonToken.END_OBJECT) {
            String name = json.currentName();
            requireName(name);
            JsonToken value = json.nextToken();
            if (value == JsonToken.START_ARRAY) {
                for (JsonToken t = json.nextToken(); t != JsonToken.END_ARRAY; t = json.nextToken()) {
                    count += line(lines, name, t, json);
                }
            } else {
                count += line(lines, name, value, json);
            }
            requireSize(count, lines.size());
        }
        return new ResponseHeaders(lines.toByteArray());
    }

    private static int line(ByteArrayOutputStream lines, String name, JsonToken token, JsonParser json)
            throws BadHandoffData {
        if (token == JsonToken.VALUE_NULL) {
            return 0;
        }
        if (!token.isScalarValue()) {
            throw bad(name, "must be a string, a number, true, false, or an array of those");
        }
        String value = json.getString();
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if ((c < ' ' && c != '\t') || c == 0x7F) {
                throw bad(name, "has a control character in its value");
            }
        }
        lines.writeBytes(Utf8Text.of(name + ": " + trimmed(value) + "\r\n"));
        return 1;
    }

    /** Blanks and tabs around a value are not part of it (RFC 9110 section 5.5); other white space is. */
    private static String trimmed(String value) {
        int from = 0;
        int to = value.length();
        while (from < to && isBlank(value.charAt(from))) {
            from++;
        }
        while (to > from && isBlank(value.charAt(to - 1))) {
            to--;
        }
        return value.substring(from, to);
    }

    private static boolean isBlank(char c) {
        return c == ' ' || c == '\t';
    }

    private static void requireName(String name) throws BadHandoffData {
        if (name.isEmpty() || !name.chars().allMatch(ResponseHeaders::isTokenChar)) {
            throw bad("", "has a name that is no header name");
        }
        String whose = RESERVED.get(name.toLowerCase(Locale.ROOT));
        if (whose != null) {
            throw bad(name, "must be left out: " + whose);
        }
    }

    private static void requireSize(int count, int bytes) throws BadHandoffData {
        if (count > LINES_MAX || bytes > BYTES_MAX) {
            throw BadHandoffData.field(
                    "response_headers", "must have at most " + LINES_MAX + " lines and " + BYTES_MAX + " bytes");
        }
    }

    private static boolean isTokenChar(int c) {
        return (c >= '0' && c <= '9')
                || (c >= 'a' && c <= 'z')
                || (c >= 'A' && c <= 'Z')
                || TOKEN_SIGNS.indexOf(c) >= 0;
    }

    /** The name is a token here, or left out: it can do no harm in the answer. */
    private static BadHandoffData bad(String name, String why) {
        return BadHandoffData.field(name.isEmpty() ? "response_headers" : "response_headers." + name, why);
    }
}
