package dev.usher.daemon.stream;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.usher.daemon.backend.Failure;
import java.io.ByteArrayOutputStream;

/** The heads of what a seat sends (RFC 9112), and whole answers other than streams. */
public final class Answer {
    private static final byte[] STREAM_HEAD = """
            HTTP/1.1 200 OK
            Content-Type: text/event-stream; charset=utf-8
            Cache-Control: no-cache, no-transform
            X-Accel-Buffering: no
            Connection: close
            """.replace("\n", "\r\n").getBytes(ISO_8859_1);
    private static final byte[] LINE_END = {'\r', '\n'};
    private static final byte[] NO_FIELDS = {};

    private Answer() {}

    /** Writes the head of a stream. {@code fields} are whole lines, checked where they were read. */
    static void streamHead(byte[] fields, Scratch out) {
        out.beginEvent();
        out.put(STREAM_HEAD);
        out.put(fields);
        out.put(LINE_END);
    }

    /** A whole answer for what failed before the stream began, without further header fields. */
    public static byte[] of(Failure failure) {
        return of(failure, NO_FIELDS);
    }

    /** A whole answer for what failed before the stream began. */
    static byte[] of(Failure failure, byte[] fields) {
        byte[] body = (ErrorJson.of(failure.code(), failure.message()) + "\n").getBytes(UTF_8);
        String head = "HTTP/1.1 " + failure.status() + " " + reason(failure.status()) + "\r\n"
                + "Content-Type: application/json\r\n"
                + "Content-Length: " + body.length + "\r\n"
                + "Cache-Control: no-store\r\n"
                + (failure.retryAfterSeconds() > 0 ? "Retry-After: " + failure.retryAfterSeconds() + "\r\n" : "")
                + "Connection: close\r\n";
        ByteArrayOutputStream all = new ByteArrayOutputStream(head.length() + fields.length + body.length + 2);
        all.writeBytes(head.getBytes(ISO_8859_1));
        all.writeBytes(fields);
        all.writeBytes(LINE_END);
        all.writeBytes(body);
        return all.toByteArray();
    }

    private static String reason(int status) {
        return switch (status) {
            case 400 -> "Bad Request";
            case 403 -> "Forbidden";
            case 408 -> "Request Timeout";
            case 413 -> "Content Too Large";
            case 429 -> "Too Many Requests";
            case 500 -> "Internal Server Error";
            case 502 -> "Bad Gateway";
            case 503 -> "Service Unavailable";
            case 504 -> "Gateway Timeout";
            default -> status < 500 ? "Client Error" : "Server Error";
        };
    }
}
