package dev.usher.daemon.model;

import dev.usher.daemon.backend.Failure;
import java.io.Serial;

/** The data of a handoff do not make a request for this API; the client is told so with 400. Carries no stack. */
final class BadRequest extends Exception {
    @Serial
    private static final long serialVersionUID = 1;

    private final transient Failure failure;

    private BadRequest(Failure failure) {
        super(failure.message(), null, false, false);
        this.failure = failure;
    }

    /**
     * A field is not what this backend needs.
     *
     * @param requirement what is wrong with it, never quoting it: it is a part of the data
     */
    static BadRequest field(String name, String requirement) {
        return new BadRequest(
                Failure.badRequest("invalid_field", "The field " + name + " of the handoff data " + requirement + "."));
    }

    /**
     * A file or an image cannot be sent.
     *
     * @param why goes on from its name, never quoting its content
     */
    static BadRequest enclosure(Enclosure what, String why) {
        return new BadRequest(Failure.badRequest("invalid_attachment", what.called() + " " + why + "."));
    }

    /** There is nothing to ask. */
    static BadRequest nothingAsked() {
        return new BadRequest(Failure.badRequest(
                "nothing_asked", "The handoff data must have a prompt or messages: this backend asks a model."));
    }

    /** What came is no JSON object. Seats check that before; others who call a backend may not. */
    static BadRequest notJson() {
        return new BadRequest(Failure.badRequest("invalid_json", "The handoff data are not valid JSON."));
    }

    /** The answer. */
    Failure failure() {
        return failure;
    }
}
