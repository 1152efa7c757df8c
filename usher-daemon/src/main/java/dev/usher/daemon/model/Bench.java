package dev.usher.daemon.model;

/**
 * What the streams of one loop work with: arrays, the JSON parser, the words. Each is used for one event at a time, so that a
 * token needs nothing of its own. Belongs to the thread that asked for it.
 */
final class Bench {
    /** Holds a read of the size transports make them; an event larger than it has an array for itself. */
    private static final int LINES_BYTES = 16 * 1024;

    private static final ThreadLocal<Bench> OF_THREAD = ThreadLocal.withInitial(Bench::new);

    private final Words words = new Words();
    private final byte[] lines = new byte[LINES_BYTES];
    private final EventStreamParser.Reading reading = new EventStreamParser.Reading(words);
    private final TokenJson json = new TokenJson(words);
    private final OpenAiChunk openAi = new OpenAiChunk();
    private final AnthropicEvent anthropic = new AnthropicEvent();
    private final LangGraphChunk langGraph = new LangGraphChunk();

    private Bench() {}

    /** The one of this thread, which is a loop's. */
    static Bench ofThisLoop() {
        return OF_THREAD.get();
    }

    /** Where lines are put together. */
    byte[] lines() {
        return lines;
    }

    EventStreamParser.Reading reading() {
        return reading;
    }

    TokenJson json() {
        return json;
    }

    OpenAiChunk openAi() {
        return openAi;
    }

    AnthropicEvent anthropic() {
        return anthropic;
    }

    LangGraphChunk langGraph() {
        return langGraph;
    }
}
