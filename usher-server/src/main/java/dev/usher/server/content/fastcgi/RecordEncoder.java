package dev.usher.server.content.fastcgi;

import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/**
 * Writes the records a server sends to an application (FastCGI specification, sections 3 to 5).
 *
 * <p>A record's length is a 16-bit field: content beyond {@value #MAX_CONTENT} bytes would be cut to its low bits and the
 * rest read as new records, so every length is checked here, in the one place that writes one. Reserved bytes are written as
 * zeros, never left to what the buffer held before. No padding is sent: nothing requires it.
 */
final class RecordEncoder {
    /** The most content one record can carry. */
    static final int MAX_CONTENT = 65_535;

    /** Bytes of the header that each record begins with. */
    static final int HEADER_BYTES = 8;

    /** Every connection carries one request, so its number is always this. */
    static final int REQUEST_ID = 1;

    private static final int VERSION = 1;
    private static final int ROLE_RESPONDER = 1;
    private static final int LENGTH_BYTES = 4;
    private static final int SHORT_LENGTH = 127;

    private RecordEncoder() {}

    /** Writes the header of a record whose {@code contentLength} bytes (0 to 65,535) the caller writes next. */
    static void header(ByteBuf out, int type, int contentLength) {
        if (contentLength < 0 || contentLength > MAX_CONTENT) {
            throw new IllegalArgumentException("a FastCGI record carries 0 to 65535 bytes, not " + contentLength);
        }
        long padding = 0; // its length and the reserved byte
        out.writeLong((long) VERSION << 56
                | (long) type << 48
                | (long) REQUEST_ID << 32
                | (long) contentLength << 16
                | padding);
    }

    /** Writes BEGIN_REQUEST for a responder; without FCGI_KEEP_CONN the application closes when it is done. */
    static void begin(ByteBuf out) {
        header(out, RecordType.BEGIN_REQUEST, HEADER_BYTES);
        out.writeShort(ROLE_RESPONDER);
        out.writeZero(HEADER_BYTES - Short.BYTES);
    }

    /**
     * Writes all variables and the empty record that ends them. Names and values are bytes in ISO-8859-1.
     *
     * <p>A pair never spans two records: the specification allows it, but php-fpm parses each record by itself.
     *
     * @throws IllegalArgumentException where one pair alone is larger than a record; requests whose head is within the
     *     usual limits cannot cause it
     */
    static void params(ByteBuf out, Map<String, String> variables) {
        int recordStart = -1;
        for (Map.Entry<String, String> variable : variables.entrySet()) {
            int pairBytes = pairBytes(variable.getKey(), variable.getValue());
            if (recordStart < 0 || out.writerIndex() - recordStart - HEADER_BYTES + pairBytes > MAX_CONTENT) {
                finish(out, recordStart);
                recordStart = out.writerIndex();
                header(out, RecordType.PARAMS, 0);
            }
            pair(out, variable.getKey(), variable.getValue());
        }
        finish(out, recordStart);
        header(out, RecordType.PARAMS, 0);
    }

    private static void finish(ByteBuf out, int recordStart) {
        if (recordStart < 0) {
            return;
        }
        int end = out.writerIndex();
        int content = end - recordStart - HEADER_BYTES;
        out.writerIndex(recordStart);
        header(out, RecordType.PARAMS, content);
        out.writerIndex(end);
    }

    private static int pairBytes(String name, String value) {
        long bytes = (long) lengthBytes(name) + lengthBytes(value) + name.length() + value.length();
        if (bytes > MAX_CONTENT) {
            throw new IllegalArgumentException(
                    "variable " + name + " has " + value.length() + " bytes; one FastCGI record carries 65535");
        }
        return (int) bytes;
    }

    private static int lengthBytes(String text) {
        return text.length() <= SHORT_LENGTH ? 1 : LENGTH_BYTES;
    }

    private static void pair(ByteBuf out, String name, String value) {
        length(out, name.length());
        length(out, value.length());
        out.writeBytes(name.getBytes(StandardCharsets.ISO_8859_1));
        out.writeBytes(value.getBytes(StandardCharsets.ISO_8859_1));
    }

    private static void length(ByteBuf out, int length) {
        if (length <= SHORT_LENGTH) {
            out.writeByte(length);
        } else {
            out.writeInt(length | 0x8000_0000); // the high bit says that four bytes follow, not one (section 3.4)
        }
    }
}
