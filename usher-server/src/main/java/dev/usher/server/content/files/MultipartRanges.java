package dev.usher.server.content.files;

import dev.usher.server.bucket.Brigade;
import dev.usher.server.bucket.Data;
import dev.usher.server.bucket.FileRange;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;

/** Several parts of a file in one answer, {@code multipart/byteranges} (RFC 9110 §14.6). */
final class MultipartRanges {
    private final String boundary;
    private final String partType;
    private final List<ByteRange> ranges;

    /**
     * Parts under a boundary that is new for each request, so that no file can be written to contain it.
     *
     * @param requestId letters, digits and hyphens
     * @param partType the file's Content-Type
     * @param ranges in the order in which they are sent
     */
    MultipartRanges(String requestId, String partType, List<ByteRange> ranges) {
        this.boundary = requestId + Long.toHexString(ThreadLocalRandom.current().nextLong());
        this.partType = partType;
        this.ranges = ranges;
    }

    String contentType() {
        return "multipart/byteranges; boundary=" + boundary;
    }

    /** Appends all parts of {@code whole}, which stays the caller's. */
    void appendTo(Brigade answer, FileRange whole) {
        for (ByteRange range : ranges) {
            answer.append(Data.latin1("\r\n--" + boundary + "\r\nContent-Type: " + partType + "\r\nContent-Range: "
                    + range.contentRange(whole.length()) + "\r\n\r\n"));
            answer.append(whole.range(range.first(), range.length()));
        }
        answer.append(Data.latin1("\r\n--" + boundary + "--\r\n"));
    }
}
