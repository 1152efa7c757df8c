package dev.usher.daemon.stream;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.usher.daemon.backend.Failure;
import dev.usher.daemon.backend.Finish;
import dev.usher.daemon.backend.HandoffData;

/**
 * How a token becomes a server-sent event (the WHATWG HTML standard, section 9.2).
 *
 * <p>One object serves every stream, unless the format has something to remember of each: then every stream has {@link
 * #forStream one of its own}. They write whole events into the loop's scratch buffer; on the loop.
 */
public sealed interface EventFormat permits TextFormat, JsonFormat, CharacterFormat, OpenAiFormat {
    /** The first seed's format: what the token says, behind {@code data: }. */
    static EventFormat text() {
        return new TextFormat();
    }

    /** {@code data: {"content":"…"}}. */
    static EventFormat json() {
        return new JsonFormat();
    }

    /** {@code data: {"char":"…","index":N}}, for a backend that types. */
    static EventFormat characters() {
        return new CharacterFormat();
    }

    /** {@code data: {"id":"chatcmpl-…","object":"chat.completion.chunk",…}}. */
    static EventFormat openAi() {
        return new OpenAiFormat();
    }

    /** What writes the events of one stream: this object, unless the format keeps something for each. */
    default EventFormat forStream(Home home, HandoffData data) {
        return this;
    }

    /** Writes one token, which is well-formed UTF-8 and not empty. */
    void token(byte[] utf8, int from, int to, Scratch out);

    /** Writes what says that the source really finished, in most formats the bare {@code [DONE]} their clients know. */
    default void done(Finish finish, Scratch out) {
        out.beginEvent();
        out.put(Literals.DONE_DATA);
    }

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
