package dev.usher.daemon.model;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.usher.daemon.backend.Utf8Text;
import org.jspecify.annotations.Nullable;

/** The name of a conversation that a LangGraph server keeps. It becomes a part of a path, and must not become more than that. */
final class ThreadId {
    private static final int CHARS_MAX = 256;
    private static final String UNRESERVED = "-._~"; // RFC 3986 section 2.3, beside letters and digits

    private ThreadId() {}

    /** The handoff's; null where it names none. */
    static @Nullable String of(Handed handed) throws BadRequest {
        String id = handed.text("thread_id");
        if (id == null) {
            return null;
        }
        if (id.length() > CHARS_MAX) {
            throw BadRequest.field("thread_id", "must have at most " + CHARS_MAX + " characters");
        }
        if (id.equals(".") || id.equals("..")) { // no escape helps: servers undo it before they look at the path
            throw BadRequest.field("thread_id", "must not be . or ..");
        }
        return id;
    }

    /** The id as one segment of a path. */
    static String escaped(String id) {
        StringBuilder path = new StringBuilder();
        for (byte b : Utf8Text.of(id)) {
            char c = (char) (b & 0xFF);
            if (c < 0x80 && (Character.isLetterOrDigit(c) || UNRESERVED.indexOf(c) >= 0)) {
                path.append(c);
            } else {
                path.append(new String(new byte[] {'%', hex(b >> 4), hex(b)}, UTF_8));
            }
        }
        return path.toString();
    }

    private static byte hex(int halfByte) {
        return (byte) Character.toUpperCase(Character.forDigit(halfByte & 15, 16));
    }
}
