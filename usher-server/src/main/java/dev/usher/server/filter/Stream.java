package dev.usher.server.filter;

import dev.usher.server.bucket.Brigade;
import dev.usher.server.bucket.Bucket;
import dev.usher.server.bucket.Data;
import dev.usher.server.bucket.EndOfRequest;
import dev.usher.server.bucket.Eos;
import dev.usher.server.bucket.FileRange;
import dev.usher.server.bucket.Flush;
import dev.usher.server.bucket.Metadata;
import dev.usher.server.bucket.SocketBucket;
import dev.usher.server.connection.Block;
import dev.usher.server.connection.Link;
import dev.usher.server.connection.Outcome;
import dev.usher.server.connection.ReadMode;
import java.io.IOException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One place of a {@link StreamFilter} in a chain: runs it over the brigades that come.
 *
 * <pre>
 *   FILTERING ── Eos passed on, seen or forced ─► ENDED: everything passes unchanged
 *       ▲  │                                        │
 *       └──┼── the end of a request passes, where the filter is a connection's
 *          └── remove, or the client is gone ─► OUT: everything passes unchanged, for good
 * </pre>
 */
final class Stream implements FilterIo, AutoCloseable {
    private final Link link;
    private final StreamFilter filter;
    private final @Nullable Asked asked;
    private final Printed printed;
    private @Nullable Object state;
    private @Nullable Brigade source;
    /** Whether the filter has called read in this call. */
    private boolean hasRead;
    /** Whether this call has brought anything out of the brigade. */
    private boolean hasTaken;
    /** Whether the last read has come to a flush. */
    private boolean atFlush;

    private boolean seenEos;
    private boolean sentEos;
    private boolean removed;

    /**
     * @param asked what readers ask for; null for an output filter
     * @param next takes what the filter makes
     */
    Stream(Link link, StreamFilter filter, @Nullable Asked asked, Printed.Next next) {
        this.link = link;
        this.filter = filter;
        this.asked = asked;
        this.printed = new Printed(link, next);
        this.state = link.state();
    }

    boolean isRemoved() {
        return removed || link.isRemoved();
    }

    /** Whether the filter is asked no more. */
    boolean passesAll() {
        return sentEos || isRemoved() || printed.isClientGone();
    }

    /** Has the filter take all of {@code from}; what is left in it is the caller's to close. */
    void run(Brigade from) throws IOException {
        if (source != null) {
            throw new IllegalStateException(filter + " was called within its own call");
        }
        source = from;
        boolean endedHere = false;
        boolean wasThere = !printed.isClientGone();
        try {
            while (!from.isEmpty()) {
                if (wasThere && printed.isClientGone()) {
                    from.close(); // the log knows; who passes the next brigade gets the error
                } else if (passesAll()) {
                    passBy(from, endedHere);
                } else {
                    call(from);
                    endedHere = sentEos;
                }
            }
        } finally {
            source = null;
            printed.close();
        }
    }

    private void call(Brigade from) throws IOException {
        hasRead = false;
        hasTaken = false;
        atFlush = false;
        switch (outcome()) {
            case OK, DONE -> settle(from);
            case DECLINED -> decline(from);
            case SUSPENDED -> throw new IllegalStateException("it said SUSPENDED: a filter cannot go on later");
        }
    }

    private Outcome outcome() throws IOException {
        Outcome said = filter.run(this);
        return said == null ? Outcome.OK : said;
    }

    private void decline(Brigade from) throws IOException {
        if (hasRead) {
            throw new IllegalStateException(
                    "it said DECLINED after it had read: what it has read is gone;" + " it must print it and say OK");
        }
        passBy(from, false);
    }

    /** The filter has done its part: what it has printed goes on, and behind that the end, if it has come. */
    private void settle(Brigade from) throws IOException {
        if (seenEos || (!isRemoved() && !hasTaken)) {
            dropToEos(from);
            if (seenEos || from.first() instanceof Eos) {
                passEos(from);
            }
        } else if (!isRemoved() && from.first() instanceof Flush) {
            passSign(from);
        }
        printed.pass();
    }

    /** Drops the bytes nobody will read; signs are passed on. */
    private void dropToEos(Brigade from) {
        while (!from.isEmpty() && !(from.first() instanceof Eos)) {
            Bucket unread = from.removeFirst();
            if (unread instanceof Data || unread instanceof FileRange) {
                unread.release();
            } else {
                printed.sign(unread);
            }
        }
    }

    private void passEos(Brigade from) {
        if (from.first() instanceof Eos) {
            from.removeFirst().release();
        }
        printed.sign(new Eos());
        seenEos = true;
        sentEos = true;
    }

    /**
     * Passes on what stands here up to the end of a request, behind which a connection's filter is asked again.
     *
     * @param endedHere the end stood in this very brigade: bytes behind it count no more
     */
    private void passBy(Brigade from, boolean endedHere) throws IOException {
        printed.pass();
        try (Brigade rest = new Brigade()) {
            boolean sameRequest = true;
            while (sameRequest && !from.isEmpty()) {
                Bucket bucket = from.removeFirst();
                sameRequest = !(bucket instanceof EndOfRequest);
                sentEos |= bucket instanceof Eos;
                if (endedHere && (bucket instanceof Data || bucket instanceof FileRange)) {
                    bucket.release();
                } else {
                    rest.append(bucket);
                }
            }
            if (!sameRequest && link.type().isForConnections()) {
                sentEos = false;
                seenEos = false;
            }
            printed.passUnchanged(rest);
        }
    }

    // ---- FilterIo

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
        Objects.checkFromIndexSize(offset, length, into.length);
        if (length == 0) {
            throw new IllegalArgumentException("0 bytes to read: 0 is the end's");
        }
        Brigade from = source();
        hasRead = true;
        int taken = 0;
        while (taken < length && !seenEos && !printed.isClientGone() && from.first() != null) {
            if (taken > 0 && !hasBytes(from.first()) && !(from.first() instanceof Eos)) {
                return taken; // what is printed of these bytes goes before the sign
            }
            switch (from.first()) {
                case Data data -> taken += take(from, data, into, offset + taken, length - taken);
                case FileRange range -> taken += take(from, range, into, offset + taken, length - taken);
                case Eos _ -> seenEos = true;
                case Flush _
                when !atFlush -> {
                    atFlush = true; // passed on behind what the filter prints before it reads on
                    hasTaken = true;
                    return 0;
                }
                case Flush _ -> passFlush(from);
                case Metadata _, SocketBucket _ -> passSign(from);
            }
        }
        return taken;
    }

    private static boolean hasBytes(@Nullable Bucket bucket) {
        return bucket instanceof Data || bucket instanceof FileRange;
    }

    private int take(Brigade from, Data data, byte[] into, int offset, int length) {
        int bytes = (int) Math.min(length, data.length());
        data.content().readBytes(into, offset, bytes);
        return taken(from, data, bytes);
    }

    private int take(Brigade from, FileRange range, byte[] into, int offset, int length) throws IOException {
        return taken(from, range, range.take(into, offset, length));
    }

    private int taken(Brigade from, Bucket bucket, int bytes) {
        hasTaken = true;
        if (bucket.length() == 0) {
            from.removeFirst().release();
        }
        return bytes;
    }

    private void passFlush(Brigade from) throws IOException {
        atFlush = false;
        passSign(from);
        printed.pass();
    }

    private void passSign(Brigade from) {
        hasTaken = true;
        printed.sign(from.removeFirst());
    }

    @Override
    public void print(byte[] bytes, int offset, int length) throws IOException {
        Objects.checkFromIndexSize(offset, length, bytes.length);
        source();
        printed.print(bytes, offset, length);
    }

    @Override
    public void flush() throws IOException {
        source();
        printed.sign(new Flush());
        printed.pass();
    }

    private Brigade source() {
        if (source == null) {
            throw new IllegalStateException(filter + " may read and print only while it is called");
        }
        return source;
    }

    @Override
    public boolean seenEos() {
        return seenEos;
    }

    @Override
    public void seenEos(boolean seen) {
        if (!seen && seenEos && source().first() instanceof Eos) {
            source().removeFirst().release();
        }
        seenEos = seen;
    }

    @Override
    public @Nullable Object state() {
        return state;
    }

    @Override
    public void state(@Nullable Object kept) {
        state = kept;
    }

    @Override
    public Link link() {
        return link;
    }

    @Override
    public boolean isInput() {
        return asked != null;
    }

    @Override
    public ReadMode mode() {
        return asked().mode();
    }

    @Override
    public Block block() {
        return asked().block();
    }

    @Override
    public int limit() {
        return asked().limit();
    }

    private Asked asked() {
        if (asked == null) {
            throw new IllegalStateException(filter + " is an output filter: nobody asks it in a mode");
        }
        return asked;
    }

    @Override
    public void remove() {
        removed = true;
    }

    /** The filter's own state goes with its place. */
    @Override
    public void close() {
        printed.close();
        if (state instanceof AutoCloseable closeable) {
            state = null;
            try {
                closeable.close();
            } catch (Exception e) {
                throw new IllegalStateException("the state of " + filter + " could not be closed", e);
            }
        }
    }
}
