package dev.usher.bench.judge;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.usher.bench.script.MockScript;
import dev.usher.bench.script.Ticket;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Judges what a door answered: a page that is whole and nobody else's, or a stream as a seat's is judged. For one thread. */
public final class ReplyJudge {
    private static final int PAGE_BYTES_KEPT = 64 * 1024;
    private static final byte[] HEAD = "HTTP/1.1 200 OK\r\n\r\n".getBytes(US_ASCII);

    private final Ticket ticket;
    private final @Nullable Judge stream;
    private final ReplyReader reader = new ReplyReader(new Intake());
    private byte[] page = new byte[0];
    private int status;
    private int events;

    /** Judges a stream where there is a script, and a page otherwise. */
    public ReplyJudge(Ticket ticket, @Nullable MockScript script) {
        this.ticket = ticket;
        this.stream = script == null ? null : new Judge(script, ticket);
    }

    /** Takes what came; returns how much of it belongs to this answer. */
    public int take(byte[] bytes, int length) {
        return reader.take(bytes, 0, length);
    }

    /** Status of the answer; 0 before its head. */
    public int status() {
        return status;
    }

    /** Whether the answer is whole by its framing. */
    public boolean isWhole() {
        return reader.isWhole();
    }

    /** Whether it is no answer: what its framing forbids came. */
    public boolean isDamaged() {
        return reader.isDamaged();
    }

    /** Whether the server closes the connection after this answer. */
    public boolean closes() {
        return reader.closes();
    }

    /** How many events of a stream came since this was asked last. */
    public int newEvents() {
        int now = events;
        events = 0;
        return now;
    }

    /** The server closed cleanly: the last word, on an answer that ends with its connection too. */
    public Verdict atEnd() {
        return verdict(reader.isWholeAtEnd());
    }

    /** The last word on an answer that is {@link #isWhole whole}. */
    public Verdict whole() {
        return verdict(true);
    }

    private Verdict verdict(boolean whole) {
        if (reader.isDamaged()) {
            return Verdict.DAMAGED;
        }
        if (status != 200) {
            return status == 0 ? Verdict.TRUNCATED : Verdict.REFUSED;
        }
        if (stream != null) {
            Verdict said = stream.atEnd();
            return said == Verdict.COMPLETE && !whole ? Verdict.TRUNCATED : said;
        }
        if (!whole) {
            return Verdict.TRUNCATED;
        }
        return ticket.isAnothers(page, 0, page.length) ? Verdict.ANOTHERS_DATA : Verdict.COMPLETE;
    }

    /** What the reader gives on. */
    private final class Intake implements ReplyReader.Body {
        @Override
        public void status(int code) {
            status = code;
            if (stream != null && code == 200) {
                stream.take(HEAD, HEAD.length);
            }
        }

        @Override
        public void bytes(byte[] all, int from, int to) {
            if (stream != null) {
                events += stream.take(Arrays.copyOfRange(all, from, to), to - from);
            } else if (page.length < PAGE_BYTES_KEPT) {
                int before = page.length;
                page = Arrays.copyOf(page, before + to - from);
                System.arraycopy(all, from, page, before, to - from);
            }
        }
    }
}
