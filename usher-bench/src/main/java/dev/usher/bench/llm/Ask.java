package dev.usher.bench.llm;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What a request asks a model for.
 *
 * @param model its name, which the answer repeats
 * @param prompt the text of the last message that is the user's; empty where there is none
 * @param stream whether the answer is to come as an event stream
 * @param usage whether the stream is to end with its usage (OpenAI's {@code stream_options})
 * @param modes LangGraph's stream modes
 */
record Ask(Api api, String model, String prompt, boolean stream, boolean usage, Set<String> modes) {
    private static final String USUAL_MODEL = "mock-llm";

    /**
     * Reads a body.
     *
     * @throws IllegalArgumentException where it is no JSON object, or has no messages
     */
    static Ask of(Api api, String body) {
        if (!(Json.read(body) instanceof Map<?, ?> all)) {
            throw new IllegalArgumentException("the body must be a JSON object");
        }
        Object holder = api == Api.LANGGRAPH ? all.get("input") : all;
        Object messages = holder instanceof Map<?, ?> fields ? fields.get("messages") : null;
        if (!(messages instanceof List<?> list)) {
            throw new IllegalArgumentException(
                    (api == Api.LANGGRAPH ? "input.messages" : "messages") + " must be a list");
        }
        return new Ask(
                api,
                all.get("model") instanceof String model ? model : USUAL_MODEL,
                lastOfTheUser(list),
                api == Api.LANGGRAPH || Boolean.TRUE.equals(all.get("stream")),
                all.get("stream_options") instanceof Map<?, ?> options
                        && Boolean.TRUE.equals(options.get("include_usage")),
                modes(all.get("stream_mode")));
    }

    private static Set<String> modes(@Nullable Object given) {
        Set<String> modes = new TreeSet<>();
        if (given instanceof String one) {
            modes.add(one);
        } else if (given instanceof List<?> several) {
            several.forEach(mode -> modes.add(String.valueOf(mode)));
        } else {
            modes.add("values"); // LangGraph's own default
        }
        return modes;
    }

    private static String lastOfTheUser(List<?> messages) {
        for (Object message : messages.reversed()) {
            if (message instanceof Map<?, ?> fields && isTheUsers(fields)) {
                return textOf(fields.get("content"));
            }
        }
        return "";
    }

    private static boolean isTheUsers(Map<?, ?> message) {
        Object role = message.containsKey("role") ? message.get("role") : message.get("type");
        return "user".equals(role) || "human".equals(role);
    }

    /** A content is a text, or a list of parts of which some are. */
    private static String textOf(@Nullable Object content) {
        if (content instanceof String text) {
            return text;
        }
        StringBuilder all = new StringBuilder();
        if (content instanceof List<?> parts) {
            for (Object part : parts) {
                if (part instanceof Map<?, ?> fields && fields.get("text") instanceof String text) {
                    all.append(text);
                }
            }
        }
        return all.toString();
    }
}
