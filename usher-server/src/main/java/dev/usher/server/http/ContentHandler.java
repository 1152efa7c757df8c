package dev.usher.server.http;

import dev.usher.server.connection.Outcome;
import java.io.IOException;

/** Answers requests. One object serves many exchanges; called by the connection's driver and never waits. */
@FunctionalInterface
public interface ContentHandler {

    /**
     * OK: the answer was passed to {@code exchange.out()}, Eos included. SUSPENDED: it is passed later, through {@code
     * exchange.connection().execute}. DECLINED: 404.
     *
     * @throws HttpError becomes the error answer
     * @throws IOException 500 where the head was not sent, else the connection is cut; any other exception likewise
     */
    Outcome handle(Exchange exchange) throws IOException, HttpError;

    /** Under which name its requests are counted. */
    default HandlerKind kind() {
        return HandlerKind.NONE;
    }

    /**
     * Whether requests of this method are more than refused; all are unless said. Where not, a body is neither invited
     * ({@code 100 Continue}) nor read: the handler answers at once, with an empty body, and the connection closes.
     */
    default boolean takes(String method) {
        return true;
    }
}
