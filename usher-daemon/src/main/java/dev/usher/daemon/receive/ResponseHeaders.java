package dev.usher.daemon.receive;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.util.Locale;
import java.util.Set;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/**
 * What the application adds to the head of the answer: an object whose values are strings, or arrays of strings for
 * fields that appear several times ({@code Set-Cookie}). A name that is none, one that is the daemon's own to set, and
 * a value that would break the head are refused, never dropped in silence.
 */
final class ResponseHeaders {
    /** None at all. */
    static final ResponseHeaders NONE = new ResponseHeaders(new byte[0]);

    private static final int LINES_MAX = 64;
    private static final int BYTES_MAX = 16 * 1024;

    /** Their meaning is fixed by what the body is and how it ends. */
    private static final Set<String> OURS = Set.of(
            "content-type",
            "cache-control",
            "connection",
            "x-accel-buffering",
            "transfer-encoding",
            "content-length",
            "content-encoding");

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
            } else if (value != JsonToken.VALUE_NULL) {
                count += line(lines, name, value, json);
            }
            requireSize(count, lines.size());
        }
        return new ResponseHeaders(lines.toByteArray());
    }

    private static int line(ByteArrayOutputStream lines, String name, JsonToken token, JsonParser json)
            throws BadHandoffData {
        if (token != JsonToken.VALUE_STRING) {
            throw bad(name, "must be a string or an array of strings");
        }
        String value = json.getString();
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if ((c < ' ' && c != '\t') || c == 0x7F) {
                throw bad(name, "has a control character in its value");
            }
        }
        lines.writeBytes((name + ": " + value.strip() + "\r\n").getBytes(UTF_8));
        return 1;
    }

    private static void requireName(String name) throws BadHandoffData {
        if (name.isEmpty() || !name.chars().allMatch(ResponseHeaders::isTokenChar)) {
            throw bad("", "has a name that is no header name");
        }
        if (OURS.contains(name.toLowerCase(Locale.ROOT))) {
            throw bad(name, "is set by the daemon itself");
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
