package dev.usher.bench.llm;

import java.util.Locale;

/** One thing an answer can be asked to be: a word of {@code X-Test-Pattern}, in small letters, {@code -} for {@code _}. */
enum Trait {
    /** Text of two, three and four bytes a character, surrogate pairs, combining marks; every second chunk in \\u escapes. */
    UNICODE,
    /** Three chunks. */
    SHORT,
    /** Ten times the chunks. */
    LONG,
    /** One character a chunk. */
    ONE_CHAR,
    /** 4,096 bytes of text a chunk. */
    CHUNK4K,
    /** A surrogate pair whose halves come in two chunks. */
    HALF_PAIR,
    /** What a seat's mock backend says, so that {@code usher bench daemon} finds each of its bytes behind a model, too. */
    MOCK,
    /** The second chunk's text has 1 MiB, in one line. */
    BIG_LINE,
    /** Never ends: one chunk after the other, as fast as the client takes them. */
    ENDLESS,

    /** Lines end with CRLF. */
    CRLF,
    /** Lines end with CR. */
    CR,
    /** Comments, and fields no one needs, before each event. */
    COMMENTS,
    /** A byte order mark first. */
    BOM,
    /** No blank after the colon. */
    TIGHT,
    /** Each event's data in two lines. */
    MULTILINE,

    /** One byte a frame. */
    SPLIT,
    /** Each frame but the last ends in the middle of a character. */
    HALF_UTF8,

    /** A last chunk that has the usage, and no choices. */
    USAGE,
    /** Deltas whose content is null, empty or missing, before each chunk. */
    NULLS,
    /** A tool call after the text. */
    TOOL,

    /** Another finish reason: {@code finish:length}. */
    FINISH(Value.WORD, "stop"),
    /** A finish reason, and a clean end without the end marker. */
    NO_DONE,
    /** A clean end of the body after so many chunks, and nothing else. */
    ABORT(Value.NUMBER, "5"),
    /** RST_STREAM with INTERNAL_ERROR, or the connection reset, after so many chunks. */
    CUT(Value.NUMBER, "5"),
    /** The whole connection reset after so many chunks, on HTTP/2 too. */
    DIE(Value.NUMBER, "5"),
    /** An error object after so many chunks, and a clean end. */
    ERROR_MID(Value.NUMBER, "5"),
    /** Silence after so many chunks, for good. */
    STALL(Value.NUMBER, "5"),
    /** An event that is no JSON after so many chunks; the answer goes on. */
    GARBAGE(Value.NUMBER, "5"),
    /** Bytes that are no event stream after so many chunks, and a clean end. */
    NOISE(Value.NUMBER, "5"),

    /** This status, 300 to 599, and an error that quotes what looks like a key. */
    STATUS(Value.NUMBER, "500"),
    /** Status 200 and a page of HTML. */
    HTML,
    /** Not even a head, for good. */
    SILENT,
    /** A head and nothing else, for good. */
    SILENT_AFTER_HEAD,

    /** GOAWAY after so many chunks that lets all streams run on; the connection ends with the last of them. */
    GOAWAY(Value.NUMBER, "5"),
    /** GOAWAY that excludes this stream, once per body; on HTTP/1.1 the connection closes without an answer. */
    GOAWAY_REFUSE,
    /** The connection closes without an answer, if it has answered before; else the answer is the usual one. */
    CLOSE_IDLE,
    /** RST_STREAM with REFUSED_STREAM, once per body; on HTTP/1.1 the connection closes without an answer. */
    REFUSE;

    /** What may stand after a colon. */
    enum Value {
        /** Nothing. */
        NONE,
        /** A number, 0 to 1,000,000. */
        NUMBER,
        /** A word. */
        WORD
    }

    private final Value value;
    private final String otherwise;

    Trait() {
        this(Value.NONE, "");
    }

    Trait(Value value, String otherwise) {
        this.value = value;
        this.otherwise = otherwise;
    }

    /** What may stand after the colon. */
    Value value() {
        return value;
    }

    /** What it is where nothing stands after the colon. */
    String otherwise() {
        return otherwise;
    }

    /** As it is written. */
    String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
