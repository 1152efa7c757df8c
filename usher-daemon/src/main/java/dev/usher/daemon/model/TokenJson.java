package dev.usher.daemon.model;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.async.ByteArrayFeeder;
import tools.jackson.core.json.JsonFactory;

/**
 * Reads the JSON of one event after another with one parser, because a parser for each would be the most garbage a token
 * makes. It is Jackson's non-blocking one, which is ready for the next document when one is over; after an error, and now
 * and then to forget the names it has seen, it is replaced. One object a loop.
 */
final class TokenJson {
    /** A parser keeps each name it has met: a source that invents names cannot fill the memory. */
    private static final int DOCUMENTS_PER_PARSER = 16 * 1024;

    /** A parser that has read one as long as this is not kept: neither are its buffers. */
    private static final int USUAL_BYTES_MAX = 64 * 1024;

    private static final int DEPTH_MAX = 1000;

    private static final JsonFactory FACTORY = JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(DEPTH_MAX)
                    .maxNameLength(EventStreamParser.EVENT_BYTES_MAX)
                    .maxStringLength(EventStreamParser.EVENT_BYTES_MAX)
                    .maxNumberLength(EventStreamParser.EVENT_BYTES_MAX)
                    .build())
            .build();

    /** Takes what it wants of a document. */
    interface Shape {
        /**
         * Reads a document, its first token being {@link #token()}, to its last token and no further.
         *
         * @throws NotJson where it has another shape than the API's
         */
        void read(TokenJson json) throws NotJson;
    }

    private final Words words;
    private final TextBytes text = new TextBytes();
    private @Nullable JsonParser parser;
    private int documents;
    private JsonToken token = JsonToken.NOT_AVAILABLE;

    TokenJson(Words words) {
        this.words = words;
    }

    /**
     * Reads a whole document. Bytes that are no UTF-8 are read as U+FFFD, as the event stream's standard says.
     *
     * @return false where it is no JSON, or not of that shape; what the shape then holds means nothing
     */
    boolean read(byte[] utf8, int from, int to, Shape shape) {
        if (readOnce(utf8, from, to, shape)) {
            return true;
        }
        byte[] repaired = new String(utf8, from, to - from, UTF_8).getBytes(UTF_8);
        return !Arrays.equals(repaired, 0, repaired.length, utf8, from, to)
                && readOnce(repaired, 0, repaired.length, shape);
    }

    private boolean readOnce(byte[] utf8, int from, int to, Shape shape) {
        text.reset();
        JsonParser used = parser == null ? FACTORY.createNonBlockingByteArrayParser(ObjectReadContext.empty()) : parser;
        parser = null; // it comes back below, unless something goes wrong
        boolean whole = false;
        try {
            ((ByteArrayFeeder) used.nonBlockingInputFeeder()).feedInput(utf8, from, to);
            parser = used;
            next();
            shape.read(this);
            whole = used.nextToken() == JsonToken.NOT_AVAILABLE;
        } catch (JacksonException | NotJson e) {
            whole = false;
        } finally {
            documents++;
            if (!whole || documents >= DOCUMENTS_PER_PARSER || to - from > USUAL_BYTES_MAX) {
                documents = 0;
                parser = null;
                used.close();
            }
        }
        return whole;
    }

    /** The text that was collected from the document. */
    TextBytes text() {
        return text;
    }

    /** Where the document stands. */
    JsonToken token() {
        return token;
    }

    /** Goes to the next token, which there must be. */
    JsonToken next() throws NotJson {
        JsonToken found = parser().nextToken();
        if (found == null || found == JsonToken.NOT_AVAILABLE) {
            throw new NotJson();
        }
        token = found;
        return found;
    }

    /** Whether the object goes on: then the next property's value is {@link #token()}, and its name {@link #name}. */
    boolean nextProperty() throws NotJson {
        if (next() == JsonToken.END_OBJECT) {
            return false;
        }
        next();
        return true;
    }

    /** Whether the array goes on: then its next element is {@link #token()}. */
    boolean nextElement() throws NotJson {
        return next() != JsonToken.END_ARRAY;
    }

    /** The name of the property whose value this is. */
    String name() {
        return parser().currentName();
    }

    /** Passes over the value. */
    void skip() throws NotJson {
        int depth = 0;
        JsonToken at = token;
        while (true) {
            if (at.isStructStart()) {
                depth++;
            } else if (at.isStructEnd()) {
                depth--;
            }
            if (depth == 0) {
                return;
            }
            at = next();
        }
    }

    /** Adds the string this is to the collected text. */
    void collect() {
        parser().getString(text);
        text.endText();
    }

    /** The short string this is; one that comes again is not made again. */
    String word() {
        JsonParser at = parser();
        return words.of(at.getStringCharacters(), at.getStringOffset(), at.getStringLength());
    }

    /** The string this is, for what is read once. */
    String string() {
        return parser().getString();
    }

    /** Whether this is a string. */
    boolean isString() {
        return token == JsonToken.VALUE_STRING;
    }

    /** Whether this is an object. */
    boolean isObject() {
        return token == JsonToken.START_OBJECT;
    }

    /** Whether this is an array. */
    boolean isArray() {
        return token == JsonToken.START_ARRAY;
    }

    /** A document that is an object begins here, or there is none. */
    void requireObject() throws NotJson {
        if (!isObject()) {
            throw new NotJson();
        }
    }

    private JsonParser parser() {
        JsonParser current = parser;
        if (current == null) {
            throw new IllegalStateException("no document is being read");
        }
        return current;
    }
}
