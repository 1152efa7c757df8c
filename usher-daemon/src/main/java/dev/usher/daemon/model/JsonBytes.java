package dev.usher.daemon.model;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.usher.daemon.backend.Utf8Text;
import java.io.ByteArrayOutputStream;
import tools.jackson.core.io.JsonStringEncoder;

/**
 * The body of a request, put together from JSON that is there already: what a handoff brought is passed on byte for byte, its
 * numbers as long and its strings escaped as they came.
 */
final class JsonBytes {
    private final ByteArrayOutputStream bytes;

    JsonBytes(int expectedBytes) {
        bytes = new ByteArrayOutputStream(expectedBytes);
    }

    /** JSON of our own, ASCII. */
    JsonBytes put(String json) {
        bytes.writeBytes(json.getBytes(US_ASCII));
        return this;
    }

    /** JSON as it came. */
    JsonBytes put(Slice json) {
        bytes.write(json.array(), json.from(), json.to() - json.from());
        return this;
    }

    /** A text, quoted. */
    JsonBytes quoted(String text) {
        byte[] safe = Utf8Text.of(text);
        bytes.write('"');
        bytes.writeBytes(JsonStringEncoder.getInstance().quoteAsUTF8(new String(safe, UTF_8)));
        bytes.write('"');
        return this;
    }

    byte[] toBytes() {
        return bytes.toByteArray();
    }

    /**
     * A value within a document that is not changed.
     *
     * @param array the document
     * @param from the value's first byte
     * @param to the end of it
     */
    @SuppressWarnings("ArrayRecordComponent") // nobody compares values, and a copy is what it is there to avoid
    record Slice(byte[] array, int from, int to) {
        /** Its first byte, by which a value's type is known. */
        byte first() {
            return array[from];
        }

        /** What stands within its brackets. */
        Slice inner() {
            return new Slice(array, from + 1, to - 1);
        }

        /** Whether it has nothing but white space. */
        boolean isBlank() {
            for (int at = from; at < to; at++) {
                if (array[at] > ' ' || array[at] < 0) {
                    return false;
                }
            }
            return true;
        }
    }
}
