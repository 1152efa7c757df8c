package dev.usher.daemon.model;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.usher.daemon.backend.Utf8Text;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.core.io.JsonStringEncoder;

/**
 * The body of a request, put together from JSON that is there already: what a handoff brought is passed on byte for byte, its
 * numbers as long and its strings escaped as they came.
 */
final class JsonBytes {
    private final ByteArrayOutputStream bytes;
    private final List<Late> late = new ArrayList<>();

    /**
     * What is written last, when the length of the whole is known: there is one copy of it, the request's.
     *
     * @param at how many of the bytes stand before it
     */
    private record Late(int at, Part.Content content) {}

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
        return put("\"").words(text).put("\"");
    }

    /** Other JSON, and what is to be written into it. */
    JsonBytes put(JsonBytes other) {
        other.late.forEach(one -> late.add(new Late(bytes.size() + one.at, one.content)));
        bytes.writeBytes(other.bytes.toByteArray());
        return this;
    }

    /** The content of a file, within quotes that the caller puts. */
    JsonBytes put(Part.Content content) {
        late.add(new Late(bytes.size(), content));
        return this;
    }

    /** What a text is within its quotes. */
    JsonBytes words(String text) {
        byte[] safe = Utf8Text.of(text);
        bytes.writeBytes(JsonStringEncoder.getInstance().quoteAsUTF8(new String(safe, UTF_8)));
        return this;
    }

    /** All of it. May wait for files: not on a loop where any were put. */
    byte[] toBytes() throws BadRequest {
        if (late.isEmpty()) {
            return bytes.toByteArray();
        }
        byte[] own = bytes.toByteArray();
        byte[] all =
                new byte[late.stream().mapToInt(one -> one.content.length()).reduce(own.length, Math::addExact)];
        int from = 0;
        int to = 0;
        for (Late one : late) {
            System.arraycopy(own, from, all, to, one.at - from);
            to += one.at - from;
            from = one.at;
            one.content.write(all, to);
            to += one.content.length();
        }
        System.arraycopy(own, from, all, to, own.length - from);
        return all;
    }

    /** The same with the beginnings of contents only: what of it may be private. After {@link #toBytes}. */
    byte[] abridged() {
        byte[] own = bytes.toByteArray();
        JsonBytes json = new JsonBytes(own.length);
        int from = 0;
        for (Late one : late) {
            json.put(new Slice(own, from, one.at));
            json.bytes.writeBytes(one.content.beginning().getBytes(UTF_8));
            from = one.at;
        }
        return json.put(new Slice(own, from, own.length)).bytes.toByteArray();
    }

    boolean hasContents() {
        return !late.isEmpty();
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
