package dev.usher.server.http;

import org.jspecify.annotations.Nullable;

/**
 * What {@link AccessLogFormat} asks of an exchange that has ended. Texts are as they came from the wire; the format
 * escapes them. All is read on the thread that calls {@link AccessLogFormat#format}, at once, and nothing is kept.
 */
public interface AccessLogEntry {
    /** How the client's connection goes on: %X. */
    enum ConnectionEnd {
        /** Cut before the response was complete: {@code X}. */
        ABORTED('X'),
        /** It may carry another request: {@code +}. */
        KEPT('+'),
        /** It is closed after the response, or was handed to a seat: {@code -}. */
        CLOSED('-');

        private final char symbol;

        ConnectionEnd(char symbol) {
            this.symbol = symbol;
        }

        /** httpd's character for it. */
        char symbol() {
            return symbol;
        }
    }

    /** The id that the error log's lines of this request carry: %L. */
    String requestId();

    /** The client's address, without port: %h, %a. A Unix socket's client has none: "-". */
    String remoteAddress();

    /** The address the client came to, without port: %A. */
    String localAddress();

    /** The port the client came to: %p. */
    int localPort();

    /** The name of the virtual host that answered: %v. */
    String siteName();

    /** Who the client proved to be, or null: %u. */
    @Nullable
    String remoteUser();

    /** The request line as it came, also of a refused request; null where none was complete: %r. */
    @Nullable
    String requestLine();

    /** The head; null where it was refused: %m, %U, %q, %H, %V, %{Name}i. */
    @Nullable
    RequestHead request();

    /** The fields of the response's head, empty where none was sent: %{Name}o. */
    Headers responseHeaders();

    /** What kind of handler had the request; for counting. */
    default HandlerKind handler() {
        return HandlerKind.NONE;
    }

    /** The status the client got: %&gt;s, %s. */
    int status();

    /** When the request's first byte came, in milliseconds since 1970: %t. */
    long startEpochMillis();

    /** From the request's first byte to the response's last: %D, %T. */
    long durationNanos();

    /** Bytes of the response's body: %b, %B. */
    long bodyBytes();

    /** Bytes received, head and body: %I. */
    long bytesReceived();

    /** Bytes sent, head, body and framing: %O. */
    long bytesSent();

    /** How many requests the connection had carried before this one: %k. */
    int requestsBefore();

    /** What becomes of the connection: %X. */
    ConnectionEnd connectionEnd();
}
