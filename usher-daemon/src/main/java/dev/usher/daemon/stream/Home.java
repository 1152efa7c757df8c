package dev.usher.daemon.stream;

import dev.usher.daemon.backend.Failure;
import dev.usher.daemon.backend.SeatRequest;
import dev.usher.fd.Fd;
import dev.usher.fd.StreamSocket;
import dev.usher.loop.Loop;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * What the streams of one loop share: its buffers, its counters, the format they speak, and the list of them. All of it
 * is touched by the loop's thread alone, but for what says otherwise.
 */
public final class Home {
    /** As much as one read or one repeated send moves. */
    private static final int TRANSIT_BYTES = 64 * 1024;

    /** Tells seats apart that start in the same second: four digits of base 36. */
    private static final int ID_MARKS = 36 * 36 * 36 * 36;

    private final Loop loop;
    private StreamSettings settings;
    private EventFormat format;
    private final @Nullable VisitLog visits;
    private final Counts counts = new Counts();
    private final Timings timings = new Timings();
    private final Scratch scratch = new Scratch();
    private final TokenText text = new TokenText();
    private final ByteBuffer transit = ByteBuffer.allocateDirect(TRANSIT_BYTES);
    private final List<Stream> streams = new ArrayList<>();
    private final Runnable flush = this::flush;
    private final String idPrefix;
    private volatile int size;
    private long named;
    private int refusals;
    private boolean flushing;

    /**
     * Makes the home of a loop's streams.
     *
     * @param visits the access log; null where there is none
     */
    public Home(Loop loop, StreamSettings settings, EventFormat format, @Nullable VisitLog visits) {
        this.loop = loop;
        this.visits = visits;
        this.settings = settings;
        this.format = format;
        this.idPrefix = Long.toString(System.currentTimeMillis() / 1000, 36)
                + Integer.toString(ThreadLocalRandom.current().nextInt(ID_MARKS / 36, ID_MARKS), 36) + "-"
                + loop.index() + "-";
    }

    /**
     * Takes a client in; from here on the stream owns the descriptor and closes it, whatever happens. On the loop.
     *
     * @param client a connected stream socket
     * @param released called on the loop, once, when an admitted client's stream has closed; null for a client that was not
     *     admitted
     */
    public Stream receive(Fd client, @Nullable Runnable released) {
        counts.add(Count.CONNECTIONS);
        return receiveAgain(client, released, newId());
    }

    /**
     * The same for an admitted client whose data were read.
     *
     * @param request names the stream in the logs
     */
    public Stream receive(Fd client, Runnable released, SeatRequest request) {
        counts.add(Count.CONNECTIONS);
        Visit visit = Visit.of(this, client, request.id());
        if (visit != null) {
            visit.asks(request.data());
        }
        return takeIn(new Stream(this, StreamSocket.adopt(client), released, request.logName(), visit), false);
    }

    /**
     * The same for one that lived here without a stream so far, and was counted when it came. On the loop.
     *
     * @param client as above
     * @param released as above
     * @param id names it in the logs
     */
    public Stream receiveAgain(Fd client, @Nullable Runnable released, String id) {
        Visit visit = Visit.of(this, client, id);
        return takeIn(new Stream(this, StreamSocket.adopt(client), released, id, visit), released == null);
    }

    private Stream takeIn(Stream stream, boolean isRefusal) {
        stream.place = streams.size();
        streams.add(stream);
        size = streams.size();
        refusals += isRefusal ? 1 : 0;
        stream.begin();
        return stream;
    }

    /** Ends every stream with an event, or a 503, that says so. On the loop. */
    public void endAll(Failure why) {
        List.copyOf(streams).forEach(stream -> stream.shutDown(why));
    }

    /** Closes every stream at once. On the loop. */
    public void closeAll() {
        List.copyOf(streams).forEach(Stream::abandon);
    }

    /** The loop. From any thread. */
    public Loop loop() {
        return loop;
    }

    /** Its counters. From any thread, to read. */
    public Counts counts() {
        return counts;
    }

    /** Its durations. From any thread, to read through {@link #snapshot}. */
    public Timings timings() {
        return timings;
    }

    /** What the loops of these homes have measured so far, added up. From any thread. */
    public static TimingSnapshot snapshot(Timing what, List<Home> homes) {
        return TimingSnapshot.of(what, homes.stream().map(Home::timings).toList());
    }

    /** How many streams live here, those that end still among them. From any thread. */
    public int size() {
        return size;
    }

    /** How many clients live here that were not admitted, while they read their answer. On the loop. */
    public int refusals() {
        return refusals;
    }

    /** What counts for clients that come from now on; those that are here keep what they came with. On the loop. */
    public void adopt(StreamSettings newSettings, EventFormat newFormat) {
        settings = newSettings;
        format = newFormat;
    }

    /** How long what may take, for who comes now. On the loop. */
    public StreamSettings settings() {
        return settings;
    }

    EventFormat format() {
        return format;
    }

    /** A client has gone: its line of the access log. From any thread. */
    public void visited(Visit visit) {
        if (visits != null) {
            visits.ended(visit);
        }
    }

    boolean hasVisitLog() {
        return visits != null;
    }

    TokenText text() {
        return text;
    }

    /** The loop's buffer for bytes on their way, cleared: direct, free to use within one call. On the loop. */
    public ByteBuffer transit() {
        transit.clear();
        return transit;
    }

    /** The clock of all that lives here. From any thread. */
    public long nowMillis() {
        return System.nanoTime() / 1_000_000;
    }

    /** A name for a stream that no other stream here has. On the loop. */
    public String newId() {
        return idPrefix + Long.toString(++named, 36);
    }

    /** The scratch buffer, for {@code stream} to write events into; they leave at the end of the turn at the latest. */
    Scratch scratchFor(Stream stream) {
        scratch.own(stream);
        if (!flushing) {
            flushing = true;
            loop.atEndOfTurn(flush);
        }
        return scratch;
    }

    /** Sends what {@code stream} has written so far. */
    void flushNow(Stream stream) {
        scratch.flushIf(stream);
    }

    /** Forgets what {@code stream} has written, and the stream. */
    void left(Stream stream, @Nullable Runnable released) {
        scratch.discard(stream);
        Stream last = streams.removeLast();
        if (last != stream) {
            streams.set(stream.place, last);
            last.place = stream.place;
        }
        size = streams.size();
        if (released != null) {
            released.run();
        } else {
            refusals--;
        }
    }

    private void flush() {
        flushing = false;
        scratch.flush();
    }
}
