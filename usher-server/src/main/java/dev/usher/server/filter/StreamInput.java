package dev.usher.server.filter;

import dev.usher.server.bucket.Brigade;
import dev.usher.server.bucket.Eos;
import dev.usher.server.connection.Block;
import dev.usher.server.connection.InputFilter;
import dev.usher.server.connection.Link;
import dev.usher.server.connection.ReadMode;
import dev.usher.server.connection.Status;
import dev.usher.server.connection.Surplus;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * A filter that reads and prints as an input filter: it is run for each brigade that comes from behind, and what it prints is
 * given out as it is asked for.
 */
final class StreamInput implements InputFilter {
    private final StreamFilter filter;
    private final @Nullable FilterInit init;

    StreamInput(StreamFilter filter, @Nullable FilterInit init) {
        this.filter = filter;
        this.init = init;
    }

    /** What one place in a chain knows. */
    private static final class Place implements AutoCloseable, Surplus.Maker {
        final Surplus surplus = new Surplus();
        final Asked asked = new Asked();
        final Link link;
        final Stream stream;
        private boolean endTold;

        Place(Link link, StreamFilter filter) {
            this.link = link;
            this.stream = new Stream(link, filter, asked, printed -> printed.moveTo(surplus.ready()));
        }

        @Override
        public Status more(Brigade ready, ReadMode mode, Block block, int limit) throws IOException {
            try (Brigade come = new Brigade()) {
                Status status = link.next().get(come, mode, block, limit);
                if (status == Status.EOF) {
                    return tellEnd();
                }
                if (come.isEmpty()) {
                    return Status.AGAIN;
                }
                stream.run(come);
                return status;
            }
        }

        /** An end without a sign is shown to the filter as one, so that it can print its last words; it stays an end. */
        private Status tellEnd() throws IOException {
            if (endTold || stream.passesAll()) {
                return Status.EOF;
            }
            endTold = true;
            try (Brigade end = Brigade.of(new Eos())) {
                stream.run(end);
            }
            if (surplus.ready().last() instanceof Eos) {
                surplus.ready().removeLast().release();
            }
            return surplus.isEmpty() ? Status.EOF : Status.SUCCESS;
        }

        @Override
        public void close() {
            surplus.close();
            stream.close();
        }
    }

    /** What a place in a chain has of ours, whichever way it filters; null where its filter is another's. */
    static @Nullable Stream streamOf(Link link) {
        return switch (link.state()) {
            case Place place -> place.stream;
            case Stream stream -> stream;
            case null, default -> null;
        };
    }

    @Override
    public void inserted(Link link) throws IOException {
        Place place = place(link);
        if (init != null) {
            init.run(link, place.stream);
        }
        if (place.stream.isRemoved()) {
            link.remove();
        }
    }

    @Override
    public Status get(Link link, Brigade into, ReadMode mode, Block block, int limit) throws IOException {
        Place place = place(link);
        place.asked.set(mode, block, limit);
        boolean passesBy = place.surplus.isEmpty() && place.stream.passesAll();
        Status status = switch (mode) {
            case INIT -> link.next().get(into, mode, block, limit);
            case EXHAUSTIVE -> everything(place, into, block, limit);
            case GETLINE, READBYTES, SPECULATIVE, EATCRLF ->
                passesBy
                        ? link.next().get(into, mode, block, limit)
                        : place.surplus.get(into, mode, block, limit, place);
        };
        if (link.isRemoved() && mode != ReadMode.SPECULATIVE) {
            place.surplus.ready().moveTo(into); // by the link's own remove: there is no later call
        }
        if (place.stream.isRemoved() && place.surplus.isEmpty()) {
            link.remove();
        }
        return status;
    }

    /** What was filtered, what is read now, filtered too, and then the socket as it is. */
    private static Status everything(Place place, Brigade into, Block block, int limit) throws IOException {
        try (Brigade come = new Brigade()) {
            Status status = place.link.next().get(come, ReadMode.EXHAUSTIVE, block, limit);
            place.stream.run(come);
            place.surplus.ready().moveTo(into);
            return status;
        }
    }

    @Override
    public boolean pending(Link link) {
        return place(link).surplus.hasBytes();
    }

    private Place place(Link link) {
        if (link.state() instanceof Place known) {
            return known;
        }
        Place made = new Place(link, filter);
        link.state(made);
        return made;
    }

    @Override
    public boolean nonBlocking() {
        return filter.nonBlocking();
    }

    @Override
    public String toString() {
        return filter.toString();
    }
}
