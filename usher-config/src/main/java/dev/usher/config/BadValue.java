package dev.usher.config;

/**
 * A value is not what its setting takes. The setting adds its own name before and the value behind, so that a secret's
 * value never reaches a log.
 */
public final class BadValue extends Exception {
    private static final long serialVersionUID = 1L;

    private final String value;

    /**
     * Says what would have been right.
     *
     * @param requirement what follows the setting's name: {@code must be between 1 and 60000}
     * @param value the offending word as written
     */
    public BadValue(String requirement, String value) {
        super(requirement, null, false, false);
        this.value = value;
    }

    /** What follows the setting's name in a message. */
    public String requirement() {
        return String.valueOf(getMessage());
    }

    /** The offending word as written. */
    public String value() {
        return value;
    }
}
