package dev.usher.server.bucket;

/**
 * The client's socket itself, as the core hands it out for {@code EXHAUSTIVE}: who wants to pass the client on takes it
 * together with the data already read. Borrowed: the connection keeps its descriptor, releasing this closes nothing.
 *
 * @param descriptor number of the open descriptor
 */
public record SocketBucket(int descriptor) implements Bucket {

    @Override
    public long length() {
        return -1;
    }

    @Override
    public void release() {
        // The connection owns the descriptor.
    }

    @Override
    public Bucket splitOff(long bytes) {
        throw new UnsupportedOperationException("a socket cannot be split");
    }

    @Override
    public Bucket setAside() {
        throw new UnsupportedOperationException("a socket cannot be set aside: it is there only during the call");
    }

    @Override
    public Bucket copy() {
        throw new UnsupportedOperationException("a socket's bytes can be had only once");
    }
}
