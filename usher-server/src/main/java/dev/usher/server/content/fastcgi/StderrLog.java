package dev.usher.server.content.fastcgi;

import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What an application writes to its error output during one request, as lines of the error log: at most {@value #MAX_BYTES}
 * bytes, escaped, the rest only counted, so that a script cannot fill a disk or forge a line.
 */
final class StderrLog {
    /** What of one request's error output is logged. */
    static final int MAX_BYTES = 8192;

    private static final Logger LOG = LoggerFactory.getLogger("fastcgi");

    private final String requestId;
    private final StringBuilder waiting = new StringBuilder();
    private int taken;
    private long dropped;

    StderrLog(String requestId) {
        this.requestId = requestId;
    }

    /** Takes some output; the buffer stays the caller's. */
    void append(ByteBuf data) {
        int fits = Math.min(data.readableBytes(), MAX_BYTES - taken);
        waiting.append(data.toString(data.readerIndex(), fits, StandardCharsets.ISO_8859_1));
        taken += fits;
        dropped += data.readableBytes() - fits;
    }

    /** Logs what has come so far, a line of the log for each of its lines. */
    void flush() {
        if (!waiting.isEmpty()) {
            waiting.toString()
                    .lines()
                    .filter(line -> !line.isBlank())
                    .forEach(line -> LOG.warn("{}: the application: {}", requestId, escaped(line)));
            waiting.setLength(0);
        }
    }

    /** Logs the rest, and how much was left out. */
    void close() {
        flush();
        if (dropped > 0) {
            LOG.warn(
                    "{}: the application's error output was longer than {} bytes: {} more were dropped",
                    requestId,
                    MAX_BYTES,
                    dropped);
            dropped = 0;
        }
    }

    private static String escaped(String line) {
        StringBuilder out = new StringBuilder(line.length());
        for (int i = 0; i < line.length(); i++) {
            char c = line.charAt(i);
            if (c >= 0x20 && c < 0x7f && c != '\\') {
                out.append(c);
            } else {
                out.append("\\x").append(HexFormat.of().toHexDigits((byte) c));
            }
        }
        return out.toString();
    }
}
