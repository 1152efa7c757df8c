package dev.usher.daemon.model;

import java.util.Locale;
import java.util.Set;

/**
 * The fields of handoff data that are said to Usher. None of them is passed to a model's API as it is: what an API has of
 * them (the model, the messages) is written by the backend. Every other field is passed on.
 */
final class OwnFields {
    private static final Set<String> NAMES = Set.of(
            "user_id",
            "prompt",
            "messages",
            "model",
            "max_tokens",
            "temperature",
            "system",
            "request_id",
            "timestamp",
            "traceparent",
            "tracestate",
            "test_pattern",
            "backend",
            "backend_url",
            "thread_id",
            "assistant_id",
            "stream_mode",
            "langgraph_input",
            "profile",
            "langgraph_url",
            "langgraph_api_key",
            "lg",
            "image_path",
            "image_base64",
            "image_mime_type",
            "images",
            "image_paths",
            "response_headers",
            "attachments",
            "attachment_types");

    /** How an answer comes is not the application's to say. Some servers read names in any case. */
    private static final Set<String> FIXED = Set.of("stream", "n");

    private OwnFields() {}

    /** Whether a field of this name stays here. */
    static boolean isOwn(String name) {
        return NAMES.contains(name) || FIXED.contains(name.toLowerCase(Locale.ROOT));
    }
}
