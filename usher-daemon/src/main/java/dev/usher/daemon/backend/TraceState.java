package dev.usher.daemon.backend;

import java.util.HashSet;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The grammar of the header field {@code tracestate} (W3C Trace Context, section 3.3). */
final class TraceState {
    /** What everybody must pass on (section 3.3.1.5); a longer one is not worth more of a request's head. */
    private static final int CHARS_MAX = 512;

    private static final int MEMBERS_MAX = 32;

    private static final Pattern MEMBER =
            Pattern.compile("(?<key>[a-z][a-z0-9_*/-]{0,255}|[a-z0-9][a-z0-9_*/-]{0,240}@[a-z][a-z0-9_*/-]{0,13})"
                    + "=[\\x20-\\x2B\\x2D-\\x3C\\x3E-\\x7E]{0,255}[\\x21-\\x2B\\x2D-\\x3C\\x3E-\\x7E]");
    private static final Pattern BLANKS_AROUND = Pattern.compile("^[ \\t]+|[ \\t]+$");

    private TraceState() {}

    /** Whether it may be sent on: at most 32 members, whose keys differ, in at most 512 characters; an empty one says nothing. */
    static boolean isValid(String text) {
        if (text.length() > CHARS_MAX) {
            return false;
        }
        Set<String> keys = new HashSet<>();
        for (String each : text.split(",", -1)) {
            String member = BLANKS_AROUND.matcher(each).replaceAll("");
            if (member.isEmpty()) {
                continue;
            }
            Matcher read = MEMBER.matcher(member);
            if (!read.matches() || !keys.add(read.group("key"))) {
                return false;
            }
        }
        return !keys.isEmpty() && keys.size() <= MEMBERS_MAX;
    }
}
