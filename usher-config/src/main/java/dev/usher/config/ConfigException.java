package dev.usher.config;

import java.util.List;
import java.util.stream.Collectors;

/** The configuration cannot be used: all that is wrong with it, not only the first. */
public final class ConfigException extends Exception {
    private static final long serialVersionUID = 1L;

    private final transient List<Problem> errors;
    private final transient List<Problem> notices;

    /** Takes errors in the order in which they are to be shown; at least one. */
    public ConfigException(List<Problem> errors, List<Problem> notices) {
        super(format(errors));
        this.errors = List.copyOf(errors);
        this.notices = List.copyOf(notices);
    }

    /** One error that a room found by itself. */
    public ConfigException(Origin origin, String message) {
        this(List.of(Problem.error(origin, message)), List.of());
    }

    private static String format(List<Problem> errors) {
        String lines = errors.stream().map(Problem::toString).collect(Collectors.joining("\n"));
        return errors.size() < Limits.ERRORS ? lines : lines + "\nthere may be more errors; reading stopped here";
    }

    /** The errors, sorted by file and line. */
    public List<Problem> errors() {
        return errors;
    }

    /** The notices that were given before, sorted by file and line. */
    public List<Problem> notices() {
        return notices;
    }
}
