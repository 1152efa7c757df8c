package dev.usher.server.content.files;

import dev.usher.server.http.Headers;
import dev.usher.server.http.HttpDate;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Conditional requests for GET and HEAD of a file, in the order of RFC 9110 §13.2.2.
 *
 * @param headers the request's
 * @param tag the file's
 * @param modified when it was last changed, in seconds since 1970
 * @param now seconds since 1970
 */
record Preconditions(Headers headers, EntityTag tag, long modified, long now) {
    /** What they come to. */
    enum Result {
        /** Answer as if there were none. */
        PASS,
        /** 304: what the client has is the file as it is. */
        NOT_MODIFIED,
        /** 412: the file is not what the client believes it to be. */
        FAILED
    }

    Result evaluate() {
        if (!unchanged()) {
            return Result.FAILED;
        }
        return changed() ? Result.PASS : Result.NOT_MODIFIED;
    }

    /** Whether a Range header is to be honoured: without If-Range, or where that names this very state of the file. */
    boolean rangeApplies() {
        String ifRange = headers.first("If-Range");
        if (ifRange == null) {
            return true;
        }
        if (ifRange.startsWith("\"") || ifRange.startsWith("W/")) {
            List<EntityTag> tags = EntityTag.list(ifRange);
            return tags.size() == 1 && tags.getFirst().matchesStrongly(tag);
        }
        // A date is a strong validator only when the file cannot have changed again within its second (§8.8.2.2).
        Long date = seconds(ifRange);
        return date != null && date == modified && modified < now;
    }

    private boolean unchanged() {
        if (headers.contains("If-Match")) {
            return matches("If-Match", true);
        }
        Long since = date("If-Unmodified-Since");
        return since == null || modified <= since;
    }

    private boolean changed() {
        if (headers.contains("If-None-Match")) {
            return !matches("If-None-Match", false);
        }
        Long since = date("If-Modified-Since");
        return since == null || modified > since;
    }

    private boolean matches(String name, boolean strongly) {
        String list = String.join(",", headers.all(name));
        if (list.strip().equals("*")) {
            return true;
        }
        return EntityTag.list(list).stream()
                .anyMatch(other -> strongly ? other.matchesStrongly(tag) : other.matchesWeakly(tag));
    }

    /** The date of a header that is there once; one that is no date, or there twice, is as good as none. */
    private @Nullable Long date(String name) {
        List<String> values = headers.all(name);
        return values.size() == 1 ? seconds(values.getFirst()) : null;
    }

    private static @Nullable Long seconds(String text) {
        Instant date = HttpDate.parse(text);
        return date == null ? null : date.getEpochSecond();
    }
}
