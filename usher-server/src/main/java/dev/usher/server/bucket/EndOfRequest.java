package dev.usher.server.bucket;

/**
 * The last bucket of an answer. It is released when everything before it has left for the kernel, or never will: that
 * moment ends the request and writes its line of the access log.
 */
public final class EndOfRequest implements Metadata {
    private final Runnable ended;
    private boolean released;

    /** @param ended is run once, by who releases the bucket, on the connection's driver */
    public EndOfRequest(Runnable ended) {
        this.ended = ended;
    }

    @Override
    public void release() {
        if (!released) {
            released = true;
            ended.run();
        }
    }

    @Override
    public Bucket copy() {
        throw new UnsupportedOperationException("a request ends only once");
    }
}
