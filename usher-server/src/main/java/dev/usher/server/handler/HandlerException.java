package dev.usher.server.handler;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * A handler cannot be used; the message names it, says what is wrong, and of a source file, line and column. It has no stack
 * of its own: it would show this server's code, where the fault is not; what the handler's code has thrown is the cause.
 */
public final class HandlerException extends IOException {
    private static final long serialVersionUID = 1L;

    HandlerException(String message) {
        super(message);
    }

    HandlerException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }

    /** The same, with the handler's name before it unless it begins with that. */
    HandlerException about(HandlerName name) {
        String message = String.valueOf(getMessage());
        return message.startsWith(name + ": ") ? this : new HandlerException(name + ": " + message, getCause());
    }

    @Override
    public synchronized Throwable fillInStackTrace() {
        return this;
    }
}
