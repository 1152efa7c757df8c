package dev.usher.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonFactory;

/** The events of an answer, read by a parser that shares no code with what wrote them. */
final class Events {
    static final String DONE = "data: [DONE]";

    private static final JsonFactory STRICT = JsonFactory.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();

    private Events() {}

    /** What follows the head, event by event. */
    static List<String> of(String answer) {
        String[] headAndBody = answer.split("\r\n\r\n", 2);
        assertThat(headAndBody[0]).startsWith("HTTP/1.1 200 OK\r\n");
        assertThat(headAndBody[1]).endsWith("\n\n");
        return Arrays.asList(headAndBody[1].split("\n\n"));
    }

    /** One event's data, a JSON object: maps, lists, and scalars as text. */
    static Map<?, ?> json(String event) {
        assertThat(event).startsWith("data: {").doesNotContain("\n", "\r");
        try (JsonParser json = STRICT.createParser(ObjectReadContext.empty(), event.substring("data: ".length()))) {
            Map<?, ?> object = (Map<?, ?>) value(json, json.nextToken());
            assertThat(json.nextToken()).isNull();
            return object;
        }
    }

    private static Object value(JsonParser json, JsonToken token) {
        return switch (token) {
            case START_OBJECT -> {
                Map<String, Object> fields = new LinkedHashMap<>();
                while (json.nextToken() != JsonToken.END_OBJECT) {
                    String name = json.currentName();
                    fields.put(name, value(json, json.nextToken()));
                }
                yield fields;
            }
            case START_ARRAY -> {
                List<Object> elements = new ArrayList<>();
                for (JsonToken each = json.nextToken(); each != JsonToken.END_ARRAY; each = json.nextToken()) {
                    elements.add(value(json, each));
                }
                yield elements;
            }
            default -> json.getString();
        };
    }
}
