package dev.usher.bench.llm;

/**
 * How one API says what every answer has. One object an answer: it may remember what it said. For one thread.
 *
 * <pre>
 *   begin → (nothing? → text)… → tool? → finish → done
 *                       └ error
 * </pre>
 */
sealed interface Dialect permits OpenAiDialect, AnthropicDialect, LangGraphDialect {
    /** What looks like a key, in all our errors: whoever shows it to a client has passed on an upstream's text. */
    String SECRET = "sk-mock-4bf1c0ffee5ec2e7";

    /** The words for an answer to {@code ask}, the {@code number}th of the server. */
    static Dialect of(Ask ask, long number) {
        return switch (ask.api()) {
            case OPENAI -> new OpenAiDialect(ask, number);
            case ANTHROPIC -> new AnthropicDialect(ask, number);
            case LANGGRAPH -> new LangGraphDialect(ask, number);
        };
    }

    /** What stands before the first chunk. */
    void begin(Events out);

    /** One chunk of text, as a JSON string with its quotes. */
    void text(Events out, String quoted);

    /** Chunks that have no text: null, empty, missing. */
    void nothing(Events out);

    /** A tool call. */
    void tool(Events out);

    /**
     * The reason of the end, and the usage where asked for.
     *
     * @param reason in the API's own words; empty for its usual one
     */
    void finish(Events out, String reason, boolean usage);

    /** The end marker. */
    void done(Events out);

    /** An error in the midst of an answer. */
    void error(Events out);

    /** The answer to a request that wants no stream: one JSON object. */
    String whole(String text);

    /** Where events go. */
    interface Events {
        /** An event without a name. */
        void event(String data);

        /** An event with a name. */
        void event(String name, String data);
    }
}
