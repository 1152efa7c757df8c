package dev.usher.daemon.model;

import dev.usher.daemon.backend.HandoffData;
import dev.usher.daemon.model.JsonBytes.Slice;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.TokenStreamFactory;
import tools.jackson.core.json.JsonFactory;

/** A handoff's data, taken apart: each field as the JSON it came as, the messages one by one. Used while a request is made. */
final class Handed {
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
     * A field.
     *
     * @param name decoded
     * @param quotedName as it came
     * @param value as it came
     * @param text what the value says, where it is a scalar; null where it is none
     */
    record Field(
            String name,
            Slice quotedName,
            Slice value,
            @Nullable String text) {
        boolean isNull() {
            return value.first() == 'n';
        }
    }

    /**
     * A message.
     *
     * @param role who speaks
     * @param whole all of it, as it came
     * @param content what is said, as it came; null where there is none
     */
    record Message(String role, Slice whole, @Nullable Slice content) {}

    private final byte[] document;
    private final List<Field> fields = new ArrayList<>();
    private final Map<String, Field> byName = new HashMap<>();
    private final List<Message> messages = new ArrayList<>();

    private Handed(byte[] document) {
        this.document = document;
    }

    /** Takes the data apart. */
    static Handed of(HandoffData data) throws BadRequest {
        ByteBuffer raw = data.raw();
        byte[] document = new byte[raw.remaining()];
        raw.get(document);
        Handed handed = new Handed(document);
        try (JsonParser json = FACTORY.createParser(ObjectReadContext.empty(), document)) {
            handed.read(json);
        } catch (JacksonException _) {
            throw BadRequest.notJson();
        }
        return handed;
    }

    private void read(JsonParser json) throws BadRequest {
        if (json.nextToken() != JsonToken.START_OBJECT) {
            return; // PHP's empty array
        }
        while (json.nextToken() != JsonToken.END_OBJECT) {
            int from = start(json);
            String name = json.currentName();
            Slice quotedName = new Slice(document, from, endOfName(from));
            JsonToken value = json.nextToken();
            String text = value.isScalarValue() ? json.getString() : null;
            Slice whole = name.equals("messages") && value == JsonToken.START_ARRAY ? messages(json) : value(json);
            Field field = new Field(name, quotedName, whole, text);
            fields.add(field);
            byName.put(name, field);
        }
    }

    private Slice messages(JsonParser json) throws BadRequest {
        int from = start(json);
        while (json.nextToken() != JsonToken.END_ARRAY) {
            if (json.currentToken() != JsonToken.START_OBJECT) {
                throw BadRequest.field("messages", "must be an array of objects");
            }
            messages.add(message(json));
        }
        return new Slice(document, from, end(json));
    }

    private Message message(JsonParser json) {
        int from = start(json);
        String role = "";
        Slice content = null;
        while (json.nextToken() != JsonToken.END_OBJECT) {
            String name = json.currentName();
            JsonToken value = json.nextToken();
            if (name.equals("role") && value == JsonToken.VALUE_STRING) {
                role = json.getString();
            } else if (name.equals("content") && value != JsonToken.VALUE_NULL) {
                content = value(json);
            } else {
                json.skipChildren();
            }
        }
        return new Message(role, new Slice(document, from, end(json)), content);
    }

    private Slice value(JsonParser json) {
        int from = start(json);
        json.skipChildren();
        json.finishToken();
        return new Slice(document, from, end(json));
    }

    private static int start(JsonParser json) {
        return (int) json.currentTokenLocation().getByteOffset();
    }

    private static int end(JsonParser json) {
        return (int) json.currentLocation().getByteOffset();
    }

    /** Where the parser stands behind a name is its own affair: the name ends with the next quote that is not escaped. */
    private int endOfName(int from) {
        int at = from + 1;
        while (document[at] != '"') {
            at += document[at] == '\\' ? 2 : 1;
        }
        return at + 1;
    }

    /** The field of this name; null where it is absent or JSON's null. */
    @Nullable
    Field get(String name) {
        Field field = byName.get(name);
        return field == null || field.isNull() ? null : field;
    }

    /** What the field says; null where it is absent, empty, or no scalar. */
    @Nullable
    String text(String name) {
        Field field = get(name);
        return field == null || field.text() == null || field.text().isEmpty() ? null : field.text();
    }

    /** The fields that are not Usher's own, in their order: what the application says to the API itself. */
    List<Field> others() {
        return fields.stream().filter(field -> !OwnFields.isOwn(field.name())).toList();
    }

    /** The conversation; a prompt is one where there are no messages. */
    boolean asksSomething() {
        return !messages.isEmpty() || text("prompt") != null;
    }

    /** The messages, empty where there are none. */
    List<Message> messages() {
        return messages;
    }

    int size() {
        return document.length;
    }
}
