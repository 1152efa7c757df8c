package dev.usher.server.http;

import io.netty.buffer.ByteBuf;

/** Parses the head of one answer, an application's (CGI) or a seat's (HTTP/1.x). */
public final class ResponseHeadParser {
    private ResponseHeadParser() {}

    /** For an application's answer: field lines only, RFC 3875 §6. */
    public static ResponseHeadParser cgi() {
        return new ResponseHeadParser();
    }

    /** For an answer that begins with a status line. */
    public static ResponseHeadParser http() {
        return new ResponseHeadParser();
    }

    /** Takes bytes up to the end of the head and not one more; true when the head is complete. Every error is 502 (500: handoff data too large). */
    public boolean feed(ByteBuf in) throws HttpError {
        throw new UnsupportedOperationException();
    }

    /** The complete head; makes the parser ready for the next head (after 1xx). */
    public ResponseHead result() {
        throw new UnsupportedOperationException();
    }
}
