package dev.usher.config;

/**
 * One thing to tell the user about the configuration.
 *
 * @param severity whether the configuration can be used all the same
 * @param origin the line, flag or variable it is about
 * @param message one sentence that names the thing, its value, the limit and what to do
 */
public record Problem(Severity severity, Origin origin, String message) {

    /** Whether the configuration can be used. */
    public enum Severity {
        /** It cannot. */
        ERROR,
        /** It can; the user should know. */
        NOTICE
    }

    /** An error, for rooms that check more than single values. */
    public static Problem error(Origin origin, String message) {
        return new Problem(Severity.ERROR, origin, message);
    }

    /** A notice. */
    public static Problem notice(Origin origin, String message) {
        return new Problem(Severity.NOTICE, origin, message);
    }

    /** {@code FILE:LINE: [notice: ]message}; of a flag or a variable without the place, since the message names it. */
    @Override
    public String toString() {
        String sentence = severity == Severity.NOTICE ? "notice: " + message : message;
        return origin instanceof Origin.Line ? origin + ": " + sentence : sentence;
    }
}
