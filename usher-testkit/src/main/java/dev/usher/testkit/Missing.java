package dev.usher.testkit;

import org.junit.jupiter.api.Assumptions;

/** What becomes of a test whose program is not installed on the machine. */
public final class Missing {
    private Missing() {}

    /**
     * Skips the test, saying what to install; under CI=true fails it. Never returns: its type is that of the path which was
     * looked for.
     *
     * @param name of the program
     * @param packageName Debian's
     */
    public static String program(String name, String packageName) {
        String message = name + " is not installed: apt-get install " + packageName;
        if ("true".equals(System.getenv("CI"))) {
            throw new AssertionError(message + "; CI=true needs it");
        }
        return Assumptions.abort(message);
    }
}
