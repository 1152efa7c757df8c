package dev.usher.server.bucket;

/** A sign between the bytes. Filters pass on, in order, every sign they do not know. */
public non-sealed interface Metadata extends Bucket {

    @Override
    default long length() {
        return 0;
    }

    @Override
    default void release() {
        // Most signs hold nothing.
    }

    @Override
    default Bucket splitOff(long bytes) {
        throw new IllegalArgumentException("a sign between the bytes has none to split off: " + this);
    }

    @Override
    default Bucket copy() {
        return this;
    }
}
