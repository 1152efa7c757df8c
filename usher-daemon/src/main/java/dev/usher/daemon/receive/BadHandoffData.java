package dev.usher.daemon.receive;

import dev.usher.daemon.backend.Failure;
import java.io.Serial;

/** The data of a handoff are at fault; the client is told so with 400. Carries no stack: it is no fault of ours. */
final class BadHandoffData extends Exception {
    @Serial
    private static final long serialVersionUID = 1;

    private final transient Failure failure;

    private BadHandoffData(Failure failure) {
        super(failure.message(), null, false, false);
        this.failure = failure;
    }

    /** What came is no JSON. {@code why} never quotes it. */
    static BadHandoffData notJson(String why) {
        return new BadHandoffData(
                Failure.badRequest("invalid_json", "The handoff data are not valid JSON: " + why + "."));
    }

    /** A known field is not what it must be. */
    static BadHandoffData field(String name, String requirement) {
        return new BadHandoffData(
                Failure.badRequest("invalid_field", "The field " + name + " of the handoff data " + requirement + "."));
    }

    /** The answer. */
    Failure failure() {
        return failure;
    }
}
