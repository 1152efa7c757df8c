package dev.usher.config;

/** A line, or a value on it, that cannot be read; the message is whole and the catcher knows the line. */
final class SyntaxError extends Exception {
    private static final long serialVersionUID = 1L;

    SyntaxError(String message) {
        super(message, null, false, false);
    }

    String message() {
        return String.valueOf(getMessage());
    }
}
