package dev.usher.server.connection;

import java.io.IOException;

/** A filter has failed, by an exception of any kind, which is the cause; the message names the filter. */
public final class FilterException extends IOException {
    private static final long serialVersionUID = 1L;

    FilterException(Link link, Throwable cause) {
        super(link + " failed: " + cause, cause);
    }
}
