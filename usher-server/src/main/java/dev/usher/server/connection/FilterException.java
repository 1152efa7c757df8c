package dev.usher.server.connection;

import java.io.IOException;

/** A filter has thrown what no filter may throw; the message names it. */
public final class FilterException extends IOException {
    private static final long serialVersionUID = 1L;

    FilterException(Link link, Throwable cause) {
        super(link + " failed: " + cause, cause);
    }
}
