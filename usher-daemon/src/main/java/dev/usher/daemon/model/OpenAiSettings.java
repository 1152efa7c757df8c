package dev.usher.daemon.model;

import dev.usher.daemon.upstream.UpstreamTarget;
import java.util.function.Supplier;

/**
 * How an API like OpenAI's is asked.
 *
 * @param base where it is; {@code /chat/completions} stands behind its path
 * @param key the key, asked for with each request and on any loop, so it must not block; an empty one: no {@code
 *     Authorization} is sent
 * @param model asked for where a handoff names none
 */
public record OpenAiSettings(UpstreamTarget base, Supplier<String> key, String model) {
    /** Where OpenAI's own API is. */
    public static final String BASE_DEFAULT = "https://api.openai.com/v1";

    /** The reference's default. */
    public static final String MODEL_DEFAULT = "gpt-4o-mini";

    /** Where it is only: the key is a secret. */
    @Override
    public String toString() {
        return "OpenAiSettings[" + base + ", " + model + "]";
    }
}
