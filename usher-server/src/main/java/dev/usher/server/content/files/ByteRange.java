package dev.usher.server.content.files;

/**
 * Some bytes of a representation.
 *
 * @param first offset of the first byte
 * @param last offset of the last byte, which belongs to it; never less than {@code first}
 */
record ByteRange(long first, long last) {
    ByteRange {
        if (first < 0 || last < first) {
            throw new IllegalArgumentException("bytes " + first + " to " + last);
        }
    }

    long length() {
        return last - first + 1;
    }

    /** The value of Content-Range for this part of a representation of {@code total} bytes (RFC 9110 §14.4). */
    String contentRange(long total) {
        return "bytes " + first + "-" + last + "/" + total;
    }

    boolean touches(ByteRange other) {
        return first <= other.last + 1 && other.first <= last + 1;
    }

    ByteRange joined(ByteRange other) {
        return new ByteRange(Math.min(first, other.first), Math.max(last, other.last));
    }
}
