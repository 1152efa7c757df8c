package dev.usher.server.bucket;

/**
 * A piece of a stream: bytes, a range of a file, a socket, or a sign between the bytes.
 *
 * <p>A bucket has one owner. Who takes a bucket out of a {@link Brigade} releases it or gives it away; giving it to a
 * brigade gives it away.
 */
public sealed interface Bucket permits Data, FileRange, SocketBucket, Metadata {

    /** Bytes in this bucket, 0 for metadata, -1 where the length is not known (a socket). */
    long length();

    /** Gives back what the bucket holds. Once, by its owner; the bucket is not used afterwards. */
    void release();

    /**
     * A second bucket with the same content that shares what can be shared; both are released on their own.
     *
     * @throws UnsupportedOperationException where the content can be had only once (a socket)
     */
    Bucket copy();

    /**
     * Takes the first {@code bytes} off into a bucket of their own, the caller's; this one keeps the rest. Nothing is copied.
     *
     * @param bytes 0 to {@link #length}
     * @throws IllegalArgumentException for another number
     * @throws UnsupportedOperationException where the length is not known (a socket)
     */
    Bucket splitOff(long bytes);

    /**
     * The bucket as it may be kept until a later call: itself where it owns what it holds, a copy where keeping it would hold
     * much more than its bytes. The caller gives this bucket away for the one it gets.
     *
     * @throws UnsupportedOperationException where the content cannot be kept (a socket); this bucket stays the caller's then
     */
    default Bucket setAside() {
        return this;
    }

    /** Whether this is a sign and no bytes. */
    default boolean isMetadata() {
        return this instanceof Metadata;
    }
}
