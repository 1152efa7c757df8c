package dev.usher.server.filter;

import dev.usher.server.connection.Block;
import dev.usher.server.connection.Connection;
import dev.usher.server.connection.Link;
import dev.usher.server.connection.ReadMode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * What a {@link StreamFilter} reads from and prints to (mod_perl's Apache2::Filter). Valid during the filter's call, except for
 * {@link #state}, {@link #link} and {@link #connection}. Driver only.
 */
public interface FilterIo {

    /** As {@link #read(byte[], int, int)} for the whole array. */
    default int read(byte[] into) throws IOException {
        return read(into, 0, into.length);
    }

    /**
     * Takes the next bytes of the brigade; files are read in pieces. Never waits for another brigade.
     *
     * @param length most bytes, more than 0
     * @return 1 to {@code length}; 0 at the end of the brigade, at the end of the stream, and once at each flush, which is passed
     *     on as soon as the filter reads on or returns: what follows it can be read now or in a call of its own
     */
    int read(byte[] into, int offset, int length) throws IOException;

    /** As {@link #print(byte[], int, int)} for the whole array. */
    default void print(byte[] bytes) throws IOException {
        print(bytes, 0, bytes.length);
    }

    /** Prints text, ISO-8859-1: each character below 256 is one byte. */
    default void print(String latin1) throws IOException {
        print(latin1.getBytes(StandardCharsets.ISO_8859_1));
    }

    /**
     * Gives bytes to whoever is next; they are copied, gathered to 8 KiB, and passed on then, at a flush, and when the filter
     * returns. An output filter may wait here for the client. A client that is gone is logged and no error here.
     */
    void print(byte[] bytes, int offset, int length) throws IOException;

    /** Passes on what was printed, with a flush behind it. */
    void flush() throws IOException;

    /**
     * Whether the end of the stream was seen by a read, or is set. It is passed on when the filter returns, behind everything it
     * has printed.
     */
    boolean seenEos();

    /**
     * True: the stream ends with what is printed, whatever else would have come of this brigade; what comes later passes by the
     * filter unchanged. False: an end that was seen is not passed on; who takes it back owes one.
     */
    void seenEos(boolean seen);

    /** What the filter has left here for itself, its own for each time it was added; null at first. */
    @Nullable
    Object state();

    /** Keeps something for the filter's next call; it is closed at the end where it is AutoCloseable. */
    void state(@Nullable Object kept);

    /** The filter's place in its chain. Removing it is {@link #remove}'s: the link's own leaves no later call for a surplus. */
    Link link();

    /** Whose bytes these are. */
    default Connection connection() {
        return link().connection();
    }

    /** Whether it filters what comes from the client. */
    boolean isInput();

    /**
     * What whoever reads asks for.
     *
     * @throws IllegalStateException in an output filter, which nobody asks
     */
    ReadMode mode();

    /**
     * Whether who reads would wait.
     *
     * @throws IllegalStateException in an output filter
     */
    Block block();

    /**
     * Most bytes who reads would take.
     *
     * @throws IllegalStateException in an output filter
     */
    int limit();

    /** Takes the filter out of its chain when it returns: what it has not read passes unchanged, and all that comes later. */
    void remove();
}
