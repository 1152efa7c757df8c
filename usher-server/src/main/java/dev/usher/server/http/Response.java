package dev.usher.server.http;

import org.jspecify.annotations.Nullable;

/** Status and headers of an answer, to be changed until they are sent. Driver only. */
public final class Response {
    private int status = 200;
    private @Nullable String reason;
    private Headers headers = new Headers();
    private boolean sent;

    Response() {}

    /** 200 unless set. */
    public int status() {
        return status;
    }

    /**
     * Sets the status and forgets a reason phrase set before.
     *
     * @throws IllegalArgumentException outside 200…599 (1xx are the server's own)
     * @throws IllegalStateException when the head was sent
     */
    public Response status(int newStatus) {
        requireUnsent();
        if (newStatus < 200 || newStatus > 599) {
            throw new IllegalArgumentException("a status must be between 200 and 599, not " + newStatus);
        }
        status = newStatus;
        reason = null;
        return this;
    }

    /** The reason phrase set, or null for the usual one. */
    public @Nullable String reason() {
        return reason;
    }

    /**
     * Sets the reason phrase.
     *
     * @throws IllegalArgumentException for a control character or one beyond ISO-8859-1
     */
    public Response reason(String phrase) {
        requireUnsent();
        for (int i = 0; i < phrase.length(); i++) {
            char c = phrase.charAt(i);
            if (c > 0xff || (c < ' ' && c != '\t') || c == 0x7f) {
                throw new IllegalArgumentException("a reason phrase cannot hold character " + (int) c + " at " + i);
            }
        }
        reason = phrase;
        return this;
    }

    /**
     * The headers, to be changed in place. Content-Length where the length is known; framing is the server's matter.
     */
    public Headers headers() {
        return headers;
    }

    /** Puts all of these in the place of status, reason and headers. */
    public Response become(ResponseHead head) {
        status(head.status());
        reason(head.reason());
        headers = head.headers().copy();
        return this;
    }

    /** Whether the head has left the handler's hands. */
    public boolean isSent() {
        return sent;
    }

    void sent() {
        requireUnsent();
        sent = true;
    }

    /** Back to an empty 200: what failed before its head was sent gives way to an error answer. */
    void reset() {
        requireUnsent();
        status = 200;
        reason = null;
        headers = new Headers();
    }

    private void requireUnsent() {
        if (sent) {
            throw new IllegalStateException("the head of this answer was sent already");
        }
    }
}
