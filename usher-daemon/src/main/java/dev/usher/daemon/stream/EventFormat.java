package dev.usher.daemon.stream;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.usher.daemon.backend.Failure;

/**
 * How a token becomes a server-sent event (the WHATWG HTML standard, section 9.2).
 *
 * <p>Formats keep no state: one object serves every stream. They write whole events into the loop's scratch buffer.
 */
public sealed interface EventFormat permits TextFormat, JsonFormat {
    /** The first seed's format: what the token says, behind {@code data: }. */
    static EventFormat text() {
        return new TextFormat();
    }

    /** {@code data: {"content":"…"}}. */
    static EventFormat json() {
        return new JsonFormat();
    }

    /** Writes one token, which is well-formed UTF-8 and not empty. */
    void token(byte[] utf8, int from, int to, Scratch out);

    /** Writes the event that says the source really finished. */
    void done(Scratch out);

    /** Writes the event of a stream that did not end well; the same in every format. */
    default void error(Failure failure, Scratch out) {
        out.beginEvent();
        out.put(Literals.ERROR);
        out.put(ErrorJson.of(failure.code(), failure.message()).getBytes(UTF_8));
        out.put(Literals.EVENT_END);
    }

    /** Writes a comment that no reader sees but that shows the connection to be alive. */
    default void heartbeat(Scratch out) {
        out.beginEvent();
        out.put(Literals.HEARTBEAT);
    }

    /** Bytes that formats share. */
    final class Literals {
        static final byte[] DATA = "data: ".getBytes(US_ASCII);
        static final byte[] EVENT_END = "\n\n".getBytes(US_ASCII);
        static final byte[] DONE_DATA = "data: [DONE]\n\n".getBytes(US_ASCII);
        private static final byte[] ERROR = "event: error\ndata: ".getBytes(US_ASCII);
        private static final byte[] HEARTBEAT = ":\n\n".getBytes(US_ASCII);

        private Literals() {}
    }
}
