package dev.usher.daemon.receive;

import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonToken;

/** The fields of handoff data that the daemons of the reference know, and what each must be. */
enum KnownField {
    USER_ID(Kind.SCALAR),
    PROMPT(Kind.STRING),
    MESSAGES(Kind.ARRAY),
    MODEL(Kind.STRING),
    MAX_TOKENS(Kind.INTEGER),
    TEMPERATURE(Kind.NUMBER),
    SYSTEM(Kind.STRING),
    REQUEST_ID(Kind.SCALAR),
    TIMESTAMP(Kind.NUMBER),
    TRACEPARENT(Kind.STRING),
    TRACESTATE(Kind.STRING),
    TEST_PATTERN(Kind.STRING),
    BACKEND(Kind.STRING),
    THREAD_ID(Kind.STRING),
    ASSISTANT_ID(Kind.STRING),
    STREAM_MODE(Kind.ARRAY),
    LANGGRAPH_INPUT(Kind.OBJECT),
    PROFILE(Kind.STRING),
    LANGGRAPH_URL(Kind.STRING),
    LANGGRAPH_API_KEY(Kind.STRING),
    LG(Kind.STRING),
    IMAGE_PATH(Kind.STRING),
    IMAGE_BASE64(Kind.STRING),
    IMAGE_MIME_TYPE(Kind.STRING),
    IMAGES(Kind.ARRAY),
    IMAGE_PATHS(Kind.ARRAY),
    RESPONSE_HEADERS(Kind.OBJECT),
    ATTACHMENTS(Kind.OBJECT),
    ATTACHMENT_TYPES(Kind.OBJECT);

    /** What a field may be; {@code null} is the same as absent for each. */
    private enum Kind {
        STRING("must be a string"),
        SCALAR("must be a string, a number, true or false"),
        NUMBER("must be a number"),
        INTEGER("must be a whole number"),
        ARRAY("must be an array"),
        OBJECT("must be an object");

        private final String requirement;

        Kind(String requirement) {
            this.requirement = requirement;
        }

        /** PHP writes an empty array for an empty object: {@link HandoffJson} looks into an array that stands for one. */
        boolean fits(JsonToken token) {
            return switch (this) {
                case STRING -> token == JsonToken.VALUE_STRING;
                case SCALAR -> token.isScalarValue();
                case NUMBER -> token.isNumeric();
                case INTEGER -> token == JsonToken.VALUE_NUMBER_INT;
                case ARRAY -> token == JsonToken.START_ARRAY;
                case OBJECT -> token == JsonToken.START_OBJECT;
            };
        }
    }

    private static final Map<String, KnownField> BY_NAME =
            Arrays.stream(values()).collect(Collectors.toUnmodifiableMap(KnownField::jsonName, Function.identity()));

    private final Kind kind;
    private final String jsonName = name().toLowerCase(Locale.ROOT);

    KnownField(Kind kind) {
        this.kind = kind;
    }

    static @Nullable KnownField named(String name) {
        return BY_NAME.get(name);
    }

    String jsonName() {
        return jsonName;
    }

    boolean isObject() {
        return kind == Kind.OBJECT;
    }

    /** Holds the field's value, which begins with {@code token}, to what the field must be. */
    void require(JsonToken token) throws BadHandoffData {
        if (!kind.fits(token)) {
            throw bad();
        }
    }

    BadHandoffData bad() {
        return BadHandoffData.field(jsonName, kind.requirement);
    }
}
