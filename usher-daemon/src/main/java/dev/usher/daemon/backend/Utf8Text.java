package dev.usher.daemon.backend;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.regex.Pattern;

/** Text as UTF-8: half of a surrogate pair, which JSON can bring and UTF-8 cannot say, becomes U+FFFD, not a '?'. */
public final class Utf8Text {
    private static final Pattern LONE_SURROGATE = Pattern.compile("\\p{Cs}");

    private Utf8Text() {}

    /** The bytes of {@code text}. Any thread. */
    public static byte[] of(String text) {
        return LONE_SURROGATE.matcher(text).replaceAll("\uFFFD").getBytes(UTF_8);
    }
}
