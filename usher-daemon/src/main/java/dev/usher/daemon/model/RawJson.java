package dev.usher.daemon.model;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.usher.daemon.model.JsonBytes.Slice;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.core.JsonParser;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.TokenStreamFactory;
import tools.jackson.core.json.JsonFactory;

/**
 * Finds the values of a JSON document where they stand, so that they can be passed on as they came. Jackson has read the
 * document before ({@link #requireJson}): what remains is to see where strings and brackets end.
 */
final class RawJson {
    private static final int DEPTH_MAX = 1000;

    private static final JsonFactory FACTORY = JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(DEPTH_MAX)
                    .maxNameLength(Integer.MAX_VALUE)
                    .maxStringLength(Integer.MAX_VALUE)
                    .maxNumberLength(Integer.MAX_VALUE)
                    .build())
            .disable(TokenStreamFactory.Feature.CANONICALIZE_PROPERTY_NAMES)
            .build();

    /**
     * A property of an object.
     *
     * @param name decoded
     * @param quotedName as it came
     * @param value as it came
     */
    record Member(String name, Slice quotedName, Slice value) {}

    private final byte[] document;
    private int at;

    private RawJson(byte[] document, int at) {
        this.document = document;
        this.at = at;
    }

    /**
     * Holds a document to be JSON, one value and nothing behind it.
     *
     * @throws tools.jackson.core.JacksonException where it is none
     */
    static void requireJson(byte[] document) {
        try (JsonParser json = FACTORY.createParser(ObjectReadContext.empty(), document)) {
            while (json.nextToken() != null) {
                json.finishToken();
            }
        }
    }

    /** The value that the document is. */
    static Slice value(byte[] document) {
        return new RawJson(document, 0).value();
    }

    /** The properties of an object, in their order; none where the value is no object. */
    static List<Member> members(Slice object) {
        List<Member> all = new ArrayList<>();
        RawJson walk = new RawJson(object.array(), object.from() + 1);
        while (object.first() == '{' && walk.goesOn('}')) {
            Slice name = walk.value();
            walk.skipTo(':');
            all.add(new Member(text(name), name, walk.value()));
        }
        return all;
    }

    /** The elements of an array, in their order; none where the value is no array. */
    static List<Slice> elements(Slice array) {
        List<Slice> all = new ArrayList<>();
        RawJson walk = new RawJson(array.array(), array.from() + 1);
        while (array.first() == '[' && walk.goesOn(']')) {
            all.add(walk.value());
        }
        return all;
    }

    /** What a string says; of a number, true and false the JSON itself. */
    static String text(Slice scalar) {
        if (scalar.first() != '"') {
            return new String(scalar.array(), scalar.from(), scalar.to() - scalar.from(), UTF_8);
        }
        try (JsonParser json = FACTORY.createParser(
                ObjectReadContext.empty(), scalar.array(), scalar.from(), scalar.to() - scalar.from())) {
            json.nextToken();
            return json.getString();
        }
    }

    private boolean goesOn(char end) {
        skipBlanks();
        if (document[at] == ',') {
            at++;
            skipBlanks();
        }
        return document[at] != end;
    }

    private void skipTo(char wanted) {
        while (document[at] != wanted) {
            at++;
        }
        at++;
    }

    private void skipBlanks() {
        while (document[at] == ' ' || document[at] == '\t' || document[at] == '\n' || document[at] == '\r') {
            at++;
        }
    }

    private Slice value() {
        skipBlanks();
        int from = at;
        int depth = 0;
        do {
            byte b = document[at++];
            if (b == '"') {
                skipString();
            } else if (b == '{' || b == '[') {
                depth++;
            } else if (b == '}' || b == ']') {
                depth--;
            }
        } while (depth > 0 || (at < document.length && isScalars(document[from], document[at])));
        return new Slice(document, from, at);
    }

    /** Whether a value that began with one byte goes on with the other: numbers and words have no end of their own. */
    private static boolean isScalars(byte first, byte next) {
        if (first == '"' || first == '{' || first == '[') {
            return false;
        }
        return next > ' ' && next != ',' && next != '}' && next != ']';
    }

    private void skipString() {
        while (document[at] != '"') {
            at += document[at] == '\\' ? 2 : 1;
        }
        at++;
    }
}
