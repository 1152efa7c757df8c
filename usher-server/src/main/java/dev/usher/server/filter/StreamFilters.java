package dev.usher.server.filter;

import dev.usher.server.connection.InputFilter;
import dev.usher.server.connection.OutputFilter;

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
}
