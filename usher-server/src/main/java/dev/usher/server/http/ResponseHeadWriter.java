package dev.usher.server.http;

import dev.usher.server.bucket.Data;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Writes a response's head: what the handler has set, less what only the server may say, and what the server says. */
final class ResponseHeadWriter {
    /** The server's own words, and those of the handoff, which no client ever sees (ATTACKS B7). */
    private static final Set<String> NOT_THE_HANDLERS = Set.of(
            "connection",
            "keep-alive",
            "proxy-connection",
            "transfer-encoding",
            "content-length",
            "date",
            "server",
            "trailer",
            "upgrade",
            "x-socket-handoff",
            "x-handoff-data");

    private static final int USUAL_BYTES = 512;

    private ResponseHeadWriter() {}

    /**
     * The head's bytes.
     *
     * @param status of the answer
     * @param reason null for the usual one
     * @param handlers what the handler has set
     * @param servers Content-Length, Connection and the like: written last, as they are
     */
    static Data write(int status, @Nullable String reason, Headers handlers, Headers servers) {
        ByteBuf head = ByteBufAllocator.DEFAULT.ioBuffer(USUAL_BYTES);
        boolean whole = false;
        try {
            text(head, "HTTP/1.1 " + status + " " + (reason == null ? Reasons.of(status) : reason) + "\r\n");
            text(head, "Date: " + HttpDate.format(System.currentTimeMillis() / 1000) + "\r\nServer: Usher\r\n");
            for (Headers.Field field : handlers) {
                if (!NOT_THE_HANDLERS.contains(Grammar.lower(field.name()))) {
                    text(head, field.name() + ": " + field.value() + "\r\n");
                }
            }
            servers.writeTo(head);
            text(head, "\r\n");
            whole = true;
            return new Data(head);
        } finally {
            if (!whole) {
                head.release();
            }
        }
    }

    private static void text(ByteBuf into, String text) {
        into.writeBytes(text.getBytes(StandardCharsets.ISO_8859_1)); // one copy, where a CharSequence goes byte by byte
    }
}
