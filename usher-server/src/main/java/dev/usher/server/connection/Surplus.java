package dev.usher.server.connection;

import dev.usher.server.bucket.Brigade;
import dev.usher.server.bucket.Bucket;
import dev.usher.server.bucket.Data;
import dev.usher.server.bucket.Eos;
import dev.usher.server.bucket.Metadata;
import java.io.IOException;

/**
 * What an input filter has ready and nobody has taken yet, given out in whichever mode is asked for: so a filter that makes
 * bytes need know only how to make more. Kept as a {@link Link#state}, which closes it. Driver only.
 *
 * <p>It holds what one call of its maker has made beyond what was asked for, and for SPECULATIVE no more than the limit and one
 * such call.
 */
public final class Surplus implements AutoCloseable {
    /** A file among the buckets is read in such pieces where lines are looked for. */
    private static final int PIECE_BYTES = 8000;

    private final Brigade ready = new Brigade();

    /** Nothing is ready yet. */
    public Surplus() {}

    /** Who makes more. */
    @FunctionalInterface
    public interface Maker {
        /**
         * Appends to {@code ready} what it can make of one read of what stands behind it.
         *
         * @param mode GETLINE or READBYTES, to be asked of what stands behind
         * @return SUCCESS where something was read, even if nothing came of it; AGAIN where nothing was there; EOF at the end
         */
        Status more(Brigade ready, ReadMode mode, Block block, int limit) throws IOException;
    }

    /** Whether nothing is ready. */
    public boolean isEmpty() {
        return ready.isEmpty();
    }

    /** Whether bytes are ready, and not only signs. */
    public boolean hasBytes() {
        return ready.length() > 0;
    }

    /** What is ready, to be added to. */
    public Brigade ready() {
        return ready;
    }

    /** As {@link InputFilter#get} for GETLINE, READBYTES, SPECULATIVE and EATCRLF; what is ready goes first. */
    public Status get(Brigade into, ReadMode mode, Block block, int limit, Maker maker) throws IOException {
        return switch (mode) {
            case GETLINE -> line(into, block, maker);
            case READBYTES -> bytes(into, block, limit, maker);
            case SPECULATIVE -> speculate(into, block, limit, maker);
            case EATCRLF -> eatBlank(maker);
            case INIT, EXHAUSTIVE -> throw new IllegalArgumentException(mode + " asks for nothing that is kept");
        };
    }

    private Status bytes(Brigade into, Block block, int limit, Maker maker) throws IOException {
        Status status = fill(1, ReadMode.READBYTES, block, limit, maker);
        ready.partition(into, limit);
        takeSigns(into, true);
        return into.isEmpty() ? status : Status.SUCCESS;
    }

    private Status speculate(Brigade into, Block block, int limit, Maker maker) throws IOException {
        fill(1, ReadMode.READBYTES, block, limit, maker);
        fill(limit, ReadMode.READBYTES, Block.NONBLOCK, limit, maker);
        long left = limit;
        for (Bucket bucket : ready) {
            if (bucket instanceof Eos || left == 0 || bucket.length() < 0) {
                break;
            }
            if (bucket.length() > 0) {
                Bucket copy = bucket.copy();
                into.append(copy);
                left -= cut(into, copy, left);
            }
        }
        return Status.SUCCESS;
    }

    /** Shortens the last bucket of {@code into} to {@code bytes}. */
    private static long cut(Brigade into, Bucket last, long bytes) {
        if (last.length() <= bytes) {
            return last.length();
        }
        into.append(last.splitOff(bytes));
        Bucket first = into.removeLast();
        into.removeLast().release();
        into.append(first);
        return bytes;
    }

    /** A line; where it may wait, all of it, as the core's own: a partial one is the end's, or too long. */
    private Status line(Brigade into, Block block, Maker maker) throws IOException {
        while (true) {
            takeSigns(into, false);
            ready.readFirst(PIECE_BYTES);
            if (ready.first() instanceof Data) {
                int left = (int) (Input.LINE_LIMIT - into.length());
                if (ready.splitLine(into, left) || into.length() >= Input.LINE_LIMIT) {
                    return Status.SUCCESS;
                }
            } else if (ready.first()
                    != null) { // the end, or a socket: alone, what stands before it is a line of its own
                if (into.length() == 0) {
                    into.append(ready.removeFirst());
                }
                return Status.SUCCESS;
            } else {
                Status status = maker.more(ready, ReadMode.GETLINE, block, Input.LINE_LIMIT);
                if (status != Status.SUCCESS && ready.isEmpty()) {
                    return into.isEmpty() ? given(status) : Status.SUCCESS;
                }
                if (block == Block.NONBLOCK && ready.isEmpty() && !into.isEmpty()) {
                    return Status.SUCCESS;
                }
            }
        }
    }

    private Status eatBlank(Maker maker) throws IOException {
        while (true) {
            while (isBlank(ready.first())) {
                ready.removeFirst().release();
            }
            if (ready.first() instanceof Eos) {
                return Status.EOF;
            }
            if (!ready.isEmpty()) {
                return Status.SUCCESS;
            }
            Status status = maker.more(ready, ReadMode.READBYTES, Block.NONBLOCK, PIECE_BYTES);
            if (status != Status.SUCCESS && ready.isEmpty()) {
                return status;
            }
        }
    }

    private static boolean isBlank(@org.jspecify.annotations.Nullable Bucket bucket) {
        return bucket instanceof Data data && data.content().forEachByte(b -> b == '\r' || b == '\n') < 0;
    }

    /**
     * Has at least so many bytes ready where they can be had. Only the first byte is waited for, and what a maker makes nothing
     * of does not count as one.
     */
    private Status fill(long wanted, ReadMode mode, Block block, int limit, Maker maker) throws IOException {
        while (ready.length() >= 0 && ready.length() < wanted && !hasEnd()) {
            int still = (int) Math.min(limit, Math.max(1, limit - ready.length()));
            Status status = maker.more(ready, mode, block, still);
            if (status != Status.SUCCESS) {
                return given(status);
            }
        }
        return Status.SUCCESS;
    }

    private boolean hasEnd() {
        return ready.hasEos();
    }

    /** Nothing there is a SUCCESS without bytes, as the core says it. */
    private static Status given(Status status) {
        return status == Status.AGAIN ? Status.SUCCESS : status;
    }

    private void takeSigns(Brigade into, boolean endToo) {
        while (ready.first() instanceof Metadata sign && (endToo || !(sign instanceof Eos))) {
            into.append(ready.removeFirst());
        }
    }

    /** Releases what nobody has taken. */
    @Override
    public void close() {
        ready.close();
    }
}
