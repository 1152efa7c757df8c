package dev.usher.server.content.fastcgi;

import java.io.IOException;

/** The application broke the protocol; its connection is closed and never used again. */
final class FastCgiException extends IOException {
    private static final long serialVersionUID = 1L;

    FastCgiException(String message) {
        super(message);
    }

    /** Says where a request went wrong, not where in the code: a stack costs much and tells nothing here. */
    @Override
    public synchronized Throwable fillInStackTrace() {
        return this;
    }
}
