package dev.usher.daemon.receive;

import dev.usher.daemon.backend.ChatMessage;
import dev.usher.daemon.backend.HandoffData;
import dev.usher.daemon.backend.TraceContext;
import dev.usher.daemon.stream.Utf8;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.TokenStreamFactory;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.core.exc.StreamConstraintsException;
import tools.jackson.core.exc.UnexpectedEndOfInputException;
import tools.jackson.core.json.JsonFactory;

/**
 * Reads the data of one handoff in one pass. Known fields are held to their types; unknown ones are passed over, and
 * stay in the raw document for the backend. For one use.
 *
 * <p>No data at all (nothing, or NULs only) is {@code {}}, and so is {@code []}, which is what PHP makes of an empty
 * array. Errors never quote the data, which may be private.
 */
final class HandoffJson {
    /** PHP writes 512 levels unless told otherwise (json_encode): whatever it writes is read. */
    private static final int DEPTH_MAX = 1000;

    private static final int REQUEST_ID_CHARS_MAX = 128;
    private static final int MODEL_CHARS_MAX = 256;
    private static final byte[] EMPTY_OBJECT = "{}".getBytes(StandardCharsets.US_ASCII);

    // Names are not kept in Jackson's table: it would grow with what strangers send.
    private static final JsonFactory FACTORY = JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(DEPTH_MAX)
                    .maxNameLength(HandoffLimits.DATA_BYTES_MAX)
                    .maxStringLength(HandoffLimits.DATA_BYTES_MAX)
                    .maxNumberLength(HandoffLimits.DATA_BYTES_MAX)
                    .build())
            .disable(TokenStreamFactory.Feature.CANONICALIZE_PROPERTY_NAMES)
            .build();

    private final Map<KnownField, String> texts = new EnumMap<>(KnownField.class);
    private final Set<KnownField> seen = EnumSet.noneOf(KnownField.class);
    private List<ChatMessage> messages = List.of();
    private ResponseHeaders headers = ResponseHeaders.NONE;

    private HandoffJson() {}

    /**
     * What the data say.
     *
     * @param data for the backend
     * @param headers for the head of the answer
     * @param leftOut the field of a trace that is not valid and does not count; null where there is none
     */
    record Content(
            HandoffData data,
            ResponseHeaders headers,
            @Nullable String leftOut) {}

    /**
     * Reads the data.
     *
     * @param bytes not changed by anybody afterwards: they are kept as the raw document
     */
    static Content read(byte[] bytes) throws BadHandoffData {
        int from = 0;
        int to = bytes.length;
        while (to > from && bytes[to - 1] == 0) {
            to--;
        }
        while (from < to && bytes[from] == 0) {
            from++;
        }
        return from == to ? read(EMPTY_OBJECT, 0, EMPTY_OBJECT.length) : read(bytes, from, to);
    }

    private static Content read(byte[] bytes, int from, int to) throws BadHandoffData {
        requireText(bytes, from, to);
        HandoffJson reading = new HandoffJson();
        try (JsonParser json = FACTORY.createParser(ObjectReadContext.empty(), bytes, from, to - from)) {
            reading.document(json, to - from);
        }
        return reading.content(ByteBuffer.wrap(bytes, from, to - from).slice());
    }

    private void document(JsonParser json, int length) throws BadHandoffData {
        try {
            document(json);
        } catch (StreamConstraintsException e) {
            // The other limits are the data's own: nothing in them can be longer than all of them.
            throw BadHandoffData.notJson("they are nested deeper than " + DEPTH_MAX);
        } catch (UnexpectedEndOfInputException e) {
            throw BadHandoffData.notJson("they end too early, after " + length + " bytes");
        } catch (JacksonException e) {
            TokenStreamLocation stopped = json.currentLocation(); // counted from 1, as editors do
            throw BadHandoffData.notJson(
                    "see line " + stopped.getLineNr() + ", byte " + stopped.getColumnNr() + " of it");
        }
    }

    /** Jackson would guess UTF-16 of NULs, and pass ill-formed bytes in what it skips. */
    private static void requireText(byte[] bytes, int from, int to) throws BadHandoffData {
        for (int at = from; at < to; at++) {
            if (bytes[at] == 0) {
                throw BadHandoffData.notJson("byte " + (at - from) + " is NUL");
            }
        }
        if (!Utf8.isWellFormed(bytes, from, to)) {
            throw BadHandoffData.notJson("they are not UTF-8");
        }
    }

    private void document(JsonParser json) throws BadHandoffData {
        JsonToken first = json.nextToken();
        if (first == JsonToken.START_ARRAY && json.nextToken() == JsonToken.END_ARRAY) {
            first = null;
        } else if (first != JsonToken.START_OBJECT) {
            throw BadHandoffData.notJson("they must be one object");
        }
        while (first != null && json.nextToken() != JsonToken.END_OBJECT) {
            field(json);
        }
        if (json.nextToken() != null) {
            throw BadHandoffData.notJson("something follows the object");
        }
    }

    private void field(JsonParser json) throws BadHandoffData {
        KnownField field = KnownField.named(json.currentName());
        JsonToken value = json.nextToken();
        if (field == null) {
            json.skipChildren();
            return;
        }
        if (!seen.add(field)) {
            throw BadHandoffData.field(field.jsonName(), "appears twice");
        }
        if (value == JsonToken.VALUE_NULL) {
            return;
        }
        if (value == JsonToken.START_ARRAY && field.isObject()) {
            requireEmpty(json, field);
            return;
        }
        field.require(value);
        known(field, value, json);
    }

    /** PHP's {@code []} for an empty object. */
    private static void requireEmpty(JsonParser json, KnownField field) throws BadHandoffData {
        if (json.nextToken() != JsonToken.END_ARRAY) {
            throw field.bad();
        }
    }

    private void known(KnownField field, JsonToken value, JsonParser json) throws BadHandoffData {
        switch (field) {
            case MESSAGES -> messages = messages(json);
            case RESPONSE_HEADERS -> headers = ResponseHeaders.read(json);
            case STREAM_MODE, IMAGE_PATHS -> elements(field, json, JsonToken.VALUE_STRING, "strings");
            case IMAGES -> elements(field, json, JsonToken.START_OBJECT, "objects");
            default -> {
                if (value.isScalarValue()) {
                    texts.put(field, json.getString());
                } else {
                    json.skipChildren();
                }
            }
        }
    }

    private static void elements(KnownField field, JsonParser json, JsonToken each, String called)
            throws BadHandoffData {
        for (JsonToken t = json.nextToken(); t != JsonToken.END_ARRAY; t = json.nextToken()) {
            if (t != each) {
                throw BadHandoffData.field(field.jsonName(), "must be an array of " + called);
            }
            json.skipChildren();
        }
    }

    private static List<ChatMessage> messages(JsonParser json) throws BadHandoffData {
        List<ChatMessage> all = new ArrayList<>();
        for (JsonToken t = json.nextToken(); t != JsonToken.END_ARRAY; t = json.nextToken()) {
            if (t != JsonToken.START_OBJECT) {
                throw badMessage();
            }
            all.add(message(json));
        }
        return all;
    }

    private static ChatMessage message(JsonParser json) throws BadHandoffData {
        String role = null;
        String content = null;
        while (json.nextToken() != JsonToken.END_OBJECT) {
            String name = json.currentName();
            JsonToken value = json.nextToken();
            if (name.equals("role")) {
                role = text(json, value);
            } else if (name.equals("content") && value == JsonToken.VALUE_STRING) {
                content = json.getString();
            } else if (name.equals("content") && value != JsonToken.START_ARRAY && value != JsonToken.VALUE_NULL) {
                throw badMessage();
            } else {
                json.skipChildren();
            }
        }
        if (role == null) {
            throw badMessage();
        }
        return new ChatMessage(role, content);
    }

    private static String text(JsonParser json, JsonToken value) throws BadHandoffData {
        if (value != JsonToken.VALUE_STRING) {
            throw badMessage();
        }
        return json.getString();
    }

    private static BadHandoffData badMessage() {
        return BadHandoffData.field(
                "messages", "must be an array of objects with a role and a content, which are strings");
    }

    private Content content(ByteBuffer raw) throws BadHandoffData {
        HandoffData data = new HandoffData(
                raw,
                texts.get(KnownField.USER_ID),
                texts.get(KnownField.PROMPT),
                messages,
                model(texts.get(KnownField.MODEL)),
                requestId(texts.get(KnownField.REQUEST_ID)),
                texts.get(KnownField.BACKEND),
                texts.get(KnownField.TEST_PATTERN),
                trace());
        return new Content(data, headers, leftOut(data.trace()));
    }

    private @Nullable TraceContext trace() {
        String parent = texts.get(KnownField.TRACEPARENT);
        return parent == null ? null : TraceContext.read(parent, texts.get(KnownField.TRACESTATE));
    }

    /** Whose grammar is not kept is left out, as W3C Trace Context has it: a trace is no reason to refuse a client. */
    private @Nullable String leftOut(@Nullable TraceContext trace) {
        if (texts.get(KnownField.TRACEPARENT) != null && trace == null) {
            return KnownField.TRACEPARENT.jsonName();
        }
        boolean isStateKept = trace != null && trace.state() != null;
        return texts.get(KnownField.TRACESTATE) == null || isStateKept ? null : KnownField.TRACESTATE.jsonName();
    }

    /** Some event formats repeat it with every token. */
    private static @Nullable String model(@Nullable String given) throws BadHandoffData {
        if (given != null && given.length() > MODEL_CHARS_MAX) {
            throw BadHandoffData.field(
                    KnownField.MODEL.jsonName(), "must have at most " + MODEL_CHARS_MAX + " characters");
        }
        return given;
    }

    /** A name from outside goes into logs: nothing in it may begin a line or a field there. */
    private static @Nullable String requestId(@Nullable String given) {
        if (given == null || given.isEmpty()) {
            return null;
        }
        StringBuilder safe = new StringBuilder();
        for (int i = 0; i < Math.min(given.length(), REQUEST_ID_CHARS_MAX); i++) {
            char c = given.charAt(i);
            safe.append(c > ' ' && c < 0x7F ? c : '_');
        }
        return safe.toString();
    }
}
