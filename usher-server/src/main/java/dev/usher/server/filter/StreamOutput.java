package dev.usher.server.filter;

import dev.usher.server.bucket.Brigade;
import dev.usher.server.connection.Link;
import dev.usher.server.connection.OutputFilter;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** A filter that reads and prints as an output filter. It holds nothing between two calls but what the filter keeps. */
final class StreamOutput implements OutputFilter {
    private final StreamFilter filter;
    private final @Nullable FilterInit init;

    StreamOutput(StreamFilter filter, @Nullable FilterInit init) {
        this.filter = filter;
        this.init = init;
    }

    @Override
    public void inserted(Link link) throws IOException {
        Stream stream = stream(link);
        if (init != null) {
            init.run(link, stream);
        }
        if (stream.isRemoved()) {
            link.remove();
        }
    }

    @Override
    public void pass(Link link, Brigade brigade) throws IOException {
        if (brigade.isEmpty()) {
            return;
        }
        Stream stream = stream(link);
        stream.run(brigade);
        if (stream.isRemoved()) {
            link.remove();
        }
    }

    private Stream stream(Link link) {
        if (link.state() instanceof Stream known) {
            return known;
        }
        Stream made = new Stream(link, filter, null, brigade -> link.next().pass(brigade));
        link.state(made);
        return made;
    }

    @Override
    public String toString() {
        return filter.toString();
    }
}
