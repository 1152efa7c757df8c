package dev.usher.daemon.model;

import dev.usher.daemon.backend.Failure;
import dev.usher.daemon.backend.SeatRequest;
import dev.usher.daemon.backend.TokenSink;
import dev.usher.daemon.backend.Upstream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The way from a handoff to a request is the same for every API: bad data are 400, a fault of ours is 500, nothing is thrown. */
final class Asking {
    private static final Logger LOG = LoggerFactory.getLogger(Asking.class);

    /** What an API does with a handoff. */
    interface Step {
        /** Makes the request and sends it. */
        Upstream begin() throws BadRequest;
    }

    private Asking() {}

    static Upstream open(SeatRequest request, TokenSink sink, Step step) {
        try {
            return step.begin();
        } catch (BadRequest e) {
            sink.failed(e.failure());
        } catch (RuntimeException e) { // a backend must not throw; a message of ours never has a key or a prompt
            LOG.error("request_id={} the request to the upstream cannot be made", request.logName(), e);
            sink.failed(Failure.INTERNAL);
        }
        return Upstream.ENDED;
    }
}
