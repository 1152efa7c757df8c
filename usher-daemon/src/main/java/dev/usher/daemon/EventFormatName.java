package dev.usher.daemon;

import dev.usher.daemon.stream.EventFormat;

/** The event formats a seat can be configured with. */
public enum EventFormatName {
    /** {@code data: Hello}. */
    TEXT,
    /** {@code data: {"content":"Hello"}}. */
    JSON,
    /** {@code data: {"object":"chat.completion.chunk",…}}. */
    OPENAI;

    EventFormat format() {
        return switch (this) {
            case TEXT -> EventFormat.text();
            case JSON -> EventFormat.json();
            case OPENAI -> EventFormat.openAi();
        };
    }
}
