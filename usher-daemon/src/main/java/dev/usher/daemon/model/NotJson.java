package dev.usher.daemon.model;

import java.io.Serial;

/** What came is no JSON, or not of the shape it must have. Carries no stack and quotes nothing. */
final class NotJson extends Exception {
    @Serial
    private static final long serialVersionUID = 1;

    NotJson() {
        super("no JSON of the shape it must have", null, false, false);
    }
}
