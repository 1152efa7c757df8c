package dev.usher.daemon;

import dev.usher.config.BadValue;
import dev.usher.config.ValueType;
import dev.usher.daemon.upstream.UpstreamHttp;

/** How {@link ModelSettings#UPSTREAM_HTTP} writes which HTTP is spoken. */
final class UpstreamHttpName {
    /** {@code auto}, {@code 1.1} or {@code 2}. */
    static final ValueType<UpstreamHttp> TYPE = ValueType.of("auto|1.1|2", 1, 1, words -> parse(words.getFirst()));

    private UpstreamHttpName() {}

    private static UpstreamHttp parse(String word) throws BadValue {
        return switch (word) {
            case "auto" -> UpstreamHttp.AUTO;
            case "1.1" -> UpstreamHttp.HTTP_1_1;
            case "2" -> UpstreamHttp.HTTP_2;
            default -> throw new BadValue("must be auto, 1.1 or 2", word);
        };
    }

    /** What the reference's {@code OPENAI_HTTP2_ENABLED} says. */
    static String ofHttp2Enabled(String text) {
        return switch (text) {
            case "true", "1" -> "2";
            case "false", "0" -> "1.1";
            default -> text;
        };
    }
}
