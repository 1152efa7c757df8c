package dev.usher.daemon.receive;

import java.io.IOException;
import java.io.Serial;

/** A seat cannot start: the message says what is in the way, where, and what to do. */
public final class StartException extends IOException {
    @Serial
    private static final long serialVersionUID = 1;

    /** Says what is in the way. */
    public StartException(String message) {
        super(message);
    }

    /** Says what is in the way, and what call said so. */
    public StartException(String message, Throwable cause) {
        super(message, cause);
    }
}
