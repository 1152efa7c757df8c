package dev.usher.daemon.model;

/**
 * How one API's events are understood; one object a stream, which remembers what the end will depend on. Every method is called
 * on the loop, and tells the stream what it has understood.
 */
interface ModelAnswer {
    /**
     * One event.
     *
     * @param name what its {@code event} field says, or {@code message}
     * @param data its data, to be read during this call only
     */
    void event(ModelStream stream, String name, byte[] data, int from, int to);

    /** The body has ended as it should, and the API's own last event was not among what came: it is done, or was cut. */
    void end(ModelStream stream);
}
