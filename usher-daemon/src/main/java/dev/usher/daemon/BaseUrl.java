package dev.usher.daemon;

import dev.usher.config.BadValue;
import dev.usher.config.ValueType;
import dev.usher.daemon.upstream.UpstreamTarget;

/** How a setting writes where an API is. */
final class BaseUrl {
    /** {@code http://HOST[:PORT][/PATH]} or {@code https://…}. */
    static final ValueType<UpstreamTarget> TYPE = ValueType.of("URL", 1, 1, words -> parse(words.getFirst()));

    private BaseUrl() {}

    static UpstreamTarget parse(String word) throws BadValue {
        try {
            return UpstreamTarget.parse(word);
        } catch (IllegalArgumentException e) {
            throw new BadValue(
                    "must be http:// or https://, a host, and a path if need be, without user, query and fragment",
                    word.contains("@") ? "***" : word);
        }
    }
}
