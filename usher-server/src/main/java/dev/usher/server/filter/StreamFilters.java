package dev.usher.server.filter;

import dev.usher.server.connection.InputFilter;
import dev.usher.server.connection.Link;
import dev.usher.server.connection.OutputFilter;
import java.io.IOException;

/** Makes input and output filters of filters that read and print. */
public final class StreamFilters {
    private StreamFilters() {}

    /**
     * An input filter. It may be added as often as wanted: what a place in a chain needs to know is kept there. A {@link
     * FilterInitHandler} in the filter's class runs when it is added.
     */
    public static InputFilter input(StreamFilter filter) {
        return new StreamInput(filter, FilterInit.of(filter));
    }

    /** An output filter; else as {@link #input}. It waits where a client is slow, so that memory stays bounded. */
    public static OutputFilter output(StreamFilter filter) {
        return new StreamOutput(filter, FilterInit.of(filter));
    }

    /**
     * Runs an init handler that is named outside of the filter's class, for a filter that was just added; one that takes a
     * {@link FilterIo} gets the filter's own. Driver only.
     *
     * @throws IOException what it throws, or that it said anything but OK or DONE
     */
    public static void init(Link link, FilterInit init) throws IOException {
        Stream stream = StreamInput.streamOf(link);
        init.run(link, stream);
        if (stream != null && stream.isRemoved()) {
            link.remove();
        }
    }
}
