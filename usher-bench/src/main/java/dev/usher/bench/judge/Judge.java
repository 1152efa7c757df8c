package dev.usher.bench.judge;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.usher.bench.script.MockScript;
import dev.usher.bench.script.Ticket;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Reads one connection's bytes as they come and judges them against what its ticket is to get.
 *
 * <pre>
 *   HEAD ── 200 ──► EVENTS ── the last one ──► DONE ── end ──► complete
 *     └── another status ──► refused    └── not what was expected ──► another's data, damaged
 *   end or reset before DONE ──► truncated, reset
 * </pre>
 *
 * <p>Keeps what an event lacks until its rest comes, and nothing else. For one thread.
 */
public final class Judge {
    private static final byte[] NOTHING = {};
    private static final byte[] ERROR = "event: error".getBytes(US_ASCII);
    private static final byte[] HEAD_END = "\r\n\r\n".getBytes(US_ASCII);
    private static final byte[] CONTENT = "\"content\":\"".getBytes(US_ASCII);
    private static final byte[] DONE = "[DONE]".getBytes(US_ASCII);
    private static final int HEAD_BYTES_MAX = 64 * 1024;

    private final MockScript script;
    private final Ticket ticket;
    private byte[] rest = NOTHING;
    private int next;
    private boolean inBody;
    private int status;
    private @Nullable Verdict verdict;

    /** Of one connection, whose ticket is to get this script. */
    public Judge(MockScript script, Ticket ticket) {
        this.script = script;
        this.ticket = ticket;
    }

    /** The verdict, once there is one that no further byte can change. */
    public @Nullable Verdict verdict() {
        return verdict;
    }

    /** Status of the answer; 0 before its head. */
    public int status() {
        return status;
    }

    /** Takes what came, the first {@code length} bytes, and keeps no hold of the array; returns how many events it completed. */
    public int take(byte[] bytes, int length) {
        byte[] all = bytes;
        int end = length;
        if (rest.length > 0) {
            all = Arrays.copyOf(rest, rest.length + length);
            System.arraycopy(bytes, 0, all, rest.length, length);
            end = all.length;
        }
        int before = next;
        int read = inBody ? 0 : readHead(all, end);
        if (inBody && verdict == null) {
            read = readEvents(all, read, end);
        }
        rest = read == end || verdict != null ? NOTHING : Arrays.copyOfRange(all, read, end);
        return next - before;
    }

    private int readHead(byte[] all, int end) {
        int at = find(all, 0, end, HEAD_END);
        if (at < 0) {
            verdict = end > HEAD_BYTES_MAX ? Verdict.DAMAGED : null;
            return 0;
        }
        String line = new String(all, 0, Math.min(at, 12), ISO_8859_1);
        status = line.matches("HTTP/1\\.[01] [1-5][0-9][0-9]") ? Integer.parseInt(line.substring(9)) : 0;
        if (status != 200) {
            verdict = status == 0 ? Verdict.DAMAGED : Verdict.REFUSED;
        }
        inBody = true;
        return at + 4;
    }

    private int readEvents(byte[] all, int from, int end) {
        int begin = from;
        for (int at = from; at + 1 < end && verdict == null; at++) {
            if (all[at] == '\n' && all[at + 1] == '\n') {
                event(all, begin, at);
                begin = at + 2;
                at++;
            }
        }
        if (begin < end && next == script.events()) {
            verdict = wrong(all, begin, end); // something behind the last event
        }
        return begin;
    }

    private void event(byte[] all, int from, int to) {
        if (from == to || all[from] == ':') {
            return; // a comment: the heartbeat
        }
        if (startsWith(all, from, to, ERROR)) {
            verdict = Verdict.TRUNCATED;
        } else if (next == script.events()) {
            verdict = wrong(all, from, to);
        } else if (isExpected(all, from, to)) {
            next++;
        } else if (!isWithoutToken(all, from, to)) {
            verdict = wrong(all, from, to);
        }
    }

    private boolean isExpected(byte[] all, int from, int to) {
        byte[] expected = script.event(next, ticket);
        if (script.format().isPart() && next < MockScript.TOKENS) {
            return find(all, from, to, expected) >= 0;
        }
        return Arrays.equals(all, from, to, expected, 0, expected.length);
    }

    /** The first and the last chunk of the API's format say a role and a reason, and no text. */
    private boolean isWithoutToken(byte[] all, int from, int to) {
        int at = find(all, from, to, CONTENT);
        return script.format().isPart()
                && find(all, from, to, DONE) < 0
                && (at < 0 || (at + CONTENT.length < to && all[at + CONTENT.length] == '"'));
    }

    private Verdict wrong(byte[] all, int from, int to) {
        return ticket.isAnothers(all, from, to) ? Verdict.ANOTHERS_DATA : Verdict.DAMAGED;
    }

    private static int find(byte[] all, int from, int to, byte[] what) {
        for (int at = from; at + what.length <= to; at++) {
            if (startsWith(all, at, to, what)) {
                return at;
            }
        }
        return -1;
    }

    private static boolean startsWith(byte[] all, int from, int to, byte[] what) {
        return to - from >= what.length && Arrays.equals(all, from, from + what.length, what, 0, what.length);
    }

    /** The server closed cleanly: the last word on what came. */
    public Verdict atEnd() {
        if (verdict == null) {
            verdict = next == script.events() && rest.length == 0 ? Verdict.COMPLETE : Verdict.TRUNCATED;
        }
        return verdict;
    }
}
