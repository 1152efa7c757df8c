package dev.usher.handoff;

import java.nio.ByteBuffer;

/**
 * Finds where one JSON object, array or string ends, so that a stream's data needs no length before it. It counts
 * brackets outside strings and checks nothing else: whether the value is JSON is for its reader to say.
 */
final class JsonEnd {
    private int depth;
    private boolean inString;
    private boolean escaped;
    private boolean begun;
    private boolean complete;
    private boolean other;
    private int scanned;

    /** Looks at what {@code data} has from 0 to its position beyond what it saw before; true once a value is complete. */
    boolean completeIn(ByteBuffer data) {
        while (scanned < data.position() && !complete && !other) {
            next(data.get(scanned++));
        }
        return complete;
    }

    private void next(byte b) {
        if (inString) {
            inString(b);
        } else if (b == '"') {
            inString = true;
            begun = true;
        } else if (b == '{' || b == '[') {
            depth++;
            begun = true;
        } else if (b == '}' || b == ']') {
            depth--;
            complete = depth <= 0;
        } else if (!begun && b != ' ' && b != '\t' && b != '\r' && b != '\n' && b != 0) {
            other = true; // a bare number or word has no end of its own
        }
    }

    private void inString(byte b) {
        if (escaped) {
            escaped = false;
        } else if (b == '\\') {
            escaped = true;
        } else if (b == '"') {
            inString = false;
            complete = depth == 0;
        }
    }
}
