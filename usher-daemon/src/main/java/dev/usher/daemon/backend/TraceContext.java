package dev.usher.daemon.backend;

import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The trace that a client's request is part of (W3C Trace Context, Recommendation of 23 November 2021). The seat is a step of
 * its own in it: what it asks upstream has {@link #spanId} for a parent. Immutable.
 *
 * @param traceId 32 hexadecimal digits in lower case, not all 0
 * @param parentId whose step led here: 16 such digits
 * @param spanId our own step, made for this client
 * @param sampled whether who began the trace may have recorded it
 * @param state what tracing systems say to themselves, as it came; null where there is nothing, or nothing valid
 */
public record TraceContext(
        String traceId,
        String parentId,
        String spanId,
        boolean sampled,
        @Nullable String state) {
    private static final Pattern PARENT = Pattern.compile(
            "(?<version>[0-9a-f]{2})-(?<trace>[0-9a-f]{32})-(?<parent>[0-9a-f]{16})-(?<flags>[0-9a-f]{2})(?<more>-.*)?");
    private static final String NO_TRACE = "0".repeat(32);
    private static final String NO_PARENT = "0".repeat(16);
    private static final int SAMPLED = 1;

    /**
     * Reads the two header fields.
     *
     * @param traceparent section 3.2; of a later version what this one knows is read, as section 3.2.4 says
     * @param tracestate section 3.3; left out, and the trace kept, where it is not valid
     * @return null where {@code traceparent} is none: then {@code tracestate} means nothing either
     */
    public static @Nullable TraceContext read(String traceparent, @Nullable String tracestate) {
        Matcher parent = PARENT.matcher(traceparent);
        if (!parent.matches() || !isVersion(parent.group("version"), parent.group("more") != null)) {
            return null;
        }
        String trace = parent.group("trace");
        String from = parent.group("parent");
        if (trace.equals(NO_TRACE) || from.equals(NO_PARENT)) {
            return null;
        }
        boolean sampled = (Integer.parseInt(parent.group("flags"), 16) & SAMPLED) != 0;
        String state = tracestate != null && TraceState.isValid(tracestate) ? tracestate : null;
        return new TraceContext(trace, from, newSpanId(), sampled, state);
    }

    /** ff is forbidden, and 00 has four parts. */
    private static boolean isVersion(String version, boolean hasMore) {
        return !version.equals("ff") && !(version.equals("00") && hasMore);
    }

    private static String newSpanId() {
        long random = ThreadLocalRandom.current().nextLong();
        String digits = Long.toHexString(random == 0 ? 1 : random);
        return NO_PARENT.substring(digits.length()) + digits;
    }

    /** The header field {@code traceparent} for what is asked on the client's behalf. */
    public String traceparent() {
        return "00-" + traceId + "-" + spanId + (sampled ? "-01" : "-00");
    }
}
