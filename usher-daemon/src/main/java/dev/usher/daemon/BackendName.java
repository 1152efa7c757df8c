package dev.usher.daemon;

import java.util.Locale;

/** The backends a seat can be configured with. */
public enum BackendName {
    /** Messages of our own, without a model. */
    MOCK,
    /** The prompt, typed back character by character. */
    TYPING,
    /** Any API that is compatible with OpenAI's chat completions. */
    OPENAI,
    /** Anthropic's Messages API. */
    ANTHROPIC,
    /** A LangGraph server. */
    LANGGRAPH,
    /** A program for each client. */
    EXEC;

    /** As the setting and the handoff's field have it. */
    String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
