package dev.usher.daemon.model;

import dev.usher.daemon.attach.FileDesk;
import dev.usher.daemon.attach.FileLimits;
import dev.usher.daemon.backend.Failure;
import dev.usher.daemon.backend.SeatRequest;
import dev.usher.daemon.backend.TokenSink;
import dev.usher.daemon.backend.Upstream;
import dev.usher.daemon.upstream.UpstreamRequest;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The way from a handoff to a request is the same for every API: bad data are 400, a fault of ours is 500, nothing is thrown. With
 * files it leads over {@link Preparing}.
 */
final class Asking {
    private static final Logger LOG = LoggerFactory.getLogger(Asking.class);

    /** Makes a request of a handoff. */
    interface Questions {
        /** The request. On a loop, or on a thread that reads files. */
        Question of(SeatRequest request, Handed handed, Enclosed enclosed) throws BadRequest;
    }

    /**
     * What an API makes of a handoff, and of an answer.
     *
     * @param questions makes the request
     * @param answers understands the answer, one each
     */
    record Asker(Questions questions, Supplier<ModelAnswer> answers) {}

    private Asking() {}

    /**
     * Asks.
     *
     * @param desk reads files; null: a handoff may bring none
     */
    static Upstream open(SeatRequest request, TokenSink sink, Asker asker, @Nullable FileDesk desk) {
        try {
            Handed handed = Handed.of(request.data());
            List<Enclosure> enclosures =
                    Enclosures.of(handed, (desk == null ? FileLimits.DEFAULT : desk.limits()).countMax());
            if (!enclosures.isEmpty()) {
                if (desk == null) {
                    throw BadRequest.enclosure(enclosures.getFirst(), "is not allowed: this server takes none");
                }
                return new Preparing(request, sink, asker, desk).begin(handed, enclosures);
            }
            Question question = asker.questions().of(request, handed, Enclosed.NOTHING);
            return send(request, sink, asker.answers().get(), new Prepared(question, question.asked(), null));
        } catch (BadRequest e) {
            sink.failed(e.failure());
        } catch (RuntimeException e) { // a backend must not throw; a message of ours never has a key or a prompt
            LOG.error("request_id={} the request to the upstream cannot be made", request.logName(), e);
            sink.failed(Failure.INTERNAL);
        }
        return Upstream.ENDED;
    }

    /** Sends what was made. On the loop. */
    static ModelStream send(SeatRequest request, TokenSink sink, ModelAnswer answer, Prepared prepared) {
        ModelStream stream = new ModelStream(prepared.question().api(), request, sink, answer);
        stream.carry(prepared.luggage());
        UpstreamRequest before = prepared.question().before();
        if (before == null) {
            stream.ask(prepared.asked());
        } else {
            stream.askAfter(Asked.of(before), prepared.asked());
        }
        return stream;
    }
}
