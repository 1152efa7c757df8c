package dev.usher.bench.judge;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.util.Arrays;
import java.util.Locale;

/**
 * Finds where an HTTP/1.1 response ends (RFC 9112 section 6), and gives its body on as it comes. A client of the bench's
 * own servers: it trusts heads to be well-formed, and calls what is not DAMAGED.
 *
 * <pre>
 *   HEAD ──► LENGTH ──────────────────► WHOLE
 *    ├─────► CHUNK_SIZE ──► CHUNK_DATA ──► CHUNK_END ──► CHUNK_SIZE … TRAILER ──► WHOLE
 *    └─────► TO_END ── end of the connection ──► WHOLE
 * </pre>
 */
final class ReplyReader {
    /** Where a response is. */
    private enum At {
        HEAD,
        LENGTH,
        CHUNK_SIZE,
        CHUNK_DATA,
        CHUNK_END,
        TRAILER,
        TO_END,
        WHOLE,
        DAMAGED
    }

    /** Takes the body. */
    interface Body {
        /** Called once, with the status, before any bytes. */
        void status(int status);

        /** Some bytes of the body, without framing; valid within the call. */
        void bytes(byte[] all, int from, int to);
    }

    private static final int LINE_BYTES_MAX = 64 * 1024;

    private final Body body;
    private At at = At.HEAD;
    private byte[] line = new byte[256];
    private int lineLength;
    private long left;
    private boolean closes;

    ReplyReader(Body body) {
        this.body = body;
    }

    boolean isWhole() {
        return at == At.WHOLE;
    }

    boolean isDamaged() {
        return at == At.DAMAGED;
    }

    /** Whether the server closes the connection after this response. */
    boolean closes() {
        return closes;
    }

    /** The connection ended: whole, where that is what ends the body. */
    boolean isWholeAtEnd() {
        return at == At.WHOLE || at == At.TO_END;
    }

    /** Takes what came; returns how much of it belongs to this response. */
    int take(byte[] bytes, int from, int to) {
        int next = from;
        while (next < to && at != At.WHOLE && at != At.DAMAGED) {
            next = switch (at) {
                case HEAD -> takeHead(bytes, next, to);
                case CHUNK_SIZE, CHUNK_END, TRAILER -> takeLine(bytes, next, to);
                default -> takeBody(bytes, next, to);
            };
        }
        return next - from;
    }

    private int takeHead(byte[] bytes, int from, int to) {
        for (int next = from; next < to; next++) {
            keep(bytes[next]);
            if (endsWith("\r\n\r\n")) {
                String head = new String(line, 0, lineLength, ISO_8859_1);
                lineLength = 0;
                readHead(head);
                return next + 1;
            }
        }
        return to;
    }

    private void readHead(String head) {
        if (!head.matches("(?s)HTTP/1\\.[01] [1-5][0-9][0-9][ \\r].*")) {
            at = At.DAMAGED;
            return;
        }
        int status = Integer.parseInt(head.substring(9, 12));
        if (status < 200) {
            return; // an interim response: the real one follows
        }
        String lower = head.toLowerCase(Locale.ROOT);
        closes = lower.contains("\r\nconnection: close") || lower.startsWith("http/1.0");
        int length = lower.indexOf("\r\ncontent-length:");
        body.status(status);
        if (status == 204 || status == 304) {
            at = At.WHOLE;
        } else if (lower.contains("\r\ntransfer-encoding: chunked")) {
            at = At.CHUNK_SIZE;
        } else if (length >= 0) {
            int value = length + "\r\ncontent-length:".length();
            readLength(lower.substring(value, lower.indexOf('\r', value)).trim());
        } else {
            closes = true;
            at = At.TO_END;
        }
    }

    private void readLength(String text) {
        left = text.matches("[0-9]{1,18}") ? Long.parseLong(text) : -1;
        at = left < 0 ? At.DAMAGED : left == 0 ? At.WHOLE : At.LENGTH;
    }

    private int takeBody(byte[] bytes, int from, int to) {
        int end = at == At.TO_END ? to : (int) Math.min(to, from + left);
        body.bytes(bytes, from, end);
        left -= end - from;
        if (left == 0 && at == At.LENGTH) {
            at = At.WHOLE;
        } else if (left == 0 && at == At.CHUNK_DATA) {
            at = At.CHUNK_END;
        }
        return end;
    }

    private int takeLine(byte[] bytes, int from, int to) {
        for (int next = from; next < to; next++) {
            keep(bytes[next]);
            if (endsWith("\r\n")) {
                String text = new String(line, 0, lineLength - 2, ISO_8859_1);
                lineLength = 0;
                readLine(text);
                return next + 1;
            }
        }
        return to;
    }

    private void readLine(String text) {
        if (at == At.TRAILER) {
            at = text.isEmpty() ? At.WHOLE : At.TRAILER;
        } else if (at == At.CHUNK_END) {
            at = text.isEmpty() ? At.CHUNK_SIZE : At.DAMAGED;
        } else {
            String size = text.split(";", 2)[0].trim();
            left = size.matches("[0-9a-fA-F]{1,8}") ? Long.parseLong(size, 16) : -1;
            at = left < 0 ? At.DAMAGED : left == 0 ? At.TRAILER : At.CHUNK_DATA;
        }
    }

    private void keep(byte b) {
        if (lineLength == LINE_BYTES_MAX) {
            at = At.DAMAGED;
            return;
        }
        if (lineLength == line.length) {
            line = Arrays.copyOf(line, 2 * lineLength);
        }
        line[lineLength++] = b;
    }

    private boolean endsWith(String end) {
        boolean same = lineLength >= end.length();
        for (int i = 0; same && i < end.length(); i++) {
            same = line[lineLength - end.length() + i] == end.charAt(i);
        }
        return same;
    }
}
