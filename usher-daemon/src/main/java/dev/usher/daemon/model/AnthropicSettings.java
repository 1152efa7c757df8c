package dev.usher.daemon.model;

import dev.usher.daemon.upstream.UpstreamTarget;
import java.util.function.Supplier;

/**
 * How Anthropic's Messages API is asked.
 *
 * @param base where it is; {@code /v1/messages} stands behind its path
 * @param key the key, asked for with each request and on any loop, so it must not block; an empty one: no {@code x-api-key}
 *     is sent
 * @param model asked for where a handoff names none
 * @param maxTokens the longest answer where a handoff does not say: the API wants a number; 1 or more
 */
public record AnthropicSettings(UpstreamTarget base, Supplier<String> key, String model, int maxTokens) {
    /** Where the API is. */
    public static final String BASE_DEFAULT = "https://api.anthropic.com";

    /** A small model that is there for long. */
    public static final String MODEL_DEFAULT = "claude-3-5-haiku-latest";

    /** Three thousand words: what every model of the API may say. */
    public static final int MAX_TOKENS_DEFAULT = 4096;

    /** A number of tokens that is none cannot be asked for. */
    public AnthropicSettings {
        if (maxTokens < 1) {
            throw new IllegalArgumentException("maxTokens is " + maxTokens + ", must be 1 or more");
        }
    }

    /** Where it is only: the key is a secret. */
    @Override
    public String toString() {
        return "AnthropicSettings[" + base + ", " + model + "]";
    }
}
