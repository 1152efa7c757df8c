package dev.usher.daemon.model;

import dev.usher.daemon.upstream.UpstreamTarget;
import java.util.List;
import java.util.function.Supplier;

/**
 * How one LangGraph server is asked; a seat may know several, each a profile.
 *
 * @param base where it is; {@code /threads} and {@code /runs} stand behind its path
 * @param key the key, asked for with each request and on any loop, so it must not block; an empty one: no {@code X-Api-Key} is
 *     sent
 * @param assistant asked where a handoff names none
 * @param streamModes what is streamed where a handoff does not say, at least one
 * @param partFormat how images and attachments are written: as the graph's model takes them
 */
public record LangGraphSettings(
        UpstreamTarget base, Supplier<String> key, String assistant, List<String> streamModes, PartFormat partFormat) {
    /** The reference's default. */
    public static final String BASE_DEFAULT = "https://api.langchain.com/v1";

    /** The name LangGraph gives the graph of its templates. */
    public static final String ASSISTANT_DEFAULT = "agent";

    /** Tokens as the model says them. */
    public static final String STREAM_MODE_DEFAULT = "messages-tuple";

    /** Keeps a copy of the list. */
    public LangGraphSettings {
        streamModes = List.copyOf(streamModes);
        if (streamModes.isEmpty()) {
            throw new IllegalArgumentException("streamModes is empty, must have at least one, such as messages-tuple");
        }
    }

    /** Where it is only: the key is a secret. */
    @Override
    public String toString() {
        return "LangGraphSettings[" + base + ", " + assistant + "]";
    }
}
