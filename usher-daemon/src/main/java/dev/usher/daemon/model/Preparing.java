package dev.usher.daemon.model;

import dev.usher.daemon.attach.FileDesk;
import dev.usher.daemon.attach.FileSet;
import dev.usher.daemon.attach.NoRoom;
import dev.usher.daemon.backend.Departure;
import dev.usher.daemon.backend.Failure;
import dev.usher.daemon.backend.SeatRequest;
import dev.usher.daemon.backend.TokenSink;
import dev.usher.daemon.backend.Upstream;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A request whose files are read before it is sent.
 *
 * <pre>
 *   READING, on a thread that may wait ──► ASKED: all is the model's stream's
 *      └── refused, no room, cancel() ───► OVER: files and memory are given back
 * </pre>
 */
final class Preparing implements Upstream {
    private static final Logger LOG = LoggerFactory.getLogger(Preparing.class);
    private static final Failure FULL =
            new Failure(503, "at_capacity", "The server has no room for another attachment now; try again soon.");

    private final SeatRequest request;
    private final TokenSink sink;
    private final Asking.Asker asker;
    private final FileDesk desk;
    private FileDesk.@Nullable Job job; // on the loop, like the next
    private @Nullable ModelStream stream;
    private boolean paused;
    private boolean over;

    Preparing(SeatRequest request, TokenSink sink, Asking.Asker asker, FileDesk desk) {
        this.request = request;
        this.sink = sink;
        this.asker = asker;
        this.desk = desk;
    }

    Upstream begin(Handed handed, List<Enclosure> enclosures) {
        try {
            job = desk.read(() -> prepare(handed, enclosures));
            return this;
        } catch (NoRoom e) {
            full(e.toString());
            return ENDED;
        }
    }

    /** On a thread of the desk. */
    private void prepare(Handed handed, List<Enclosure> enclosures) {
        FileSet files = desk.files();
        Runnable next;
        try (files) {
            Prepared prepared = prepared(handed, enclosures, files);
            next = () -> ask(prepared);
        } catch (BadRequest e) {
            files.free();
            next = () -> refuse(e.failure());
        } catch (NoRoom | OutOfMemoryError e) {
            files.free();
            next = () -> full(e.toString());
        } catch (InterruptedException e) {
            files.free();
            return; // nobody waits for it
        } catch (RuntimeException e) {
            files.free();
            LOG.error("request_id={} the attachments cannot be read", request.logName(), e);
            next = () -> refuse(Failure.INTERNAL);
        }
        try {
            request.loop().execute(next);
        } catch (RejectedExecutionException loopHasEnded) {
            files.free();
        }
    }

    private Prepared prepared(Handed handed, List<Enclosure> enclosures, FileSet files)
            throws BadRequest, NoRoom, InterruptedException {
        Question question = asker.questions().of(request, handed, Enclosed.open(enclosures, files));
        return new Prepared(question, question.asked(), new Luggage(desk, files, request.logName()));
    }

    private void ask(Prepared prepared) {
        job = null;
        if (over) {
            Luggage luggage = prepared.luggage();
            if (luggage != null) {
                luggage.free();
            }
            return;
        }
        stream = Asking.send(request, sink, asker.answers().get(), prepared);
        if (paused) {
            stream.pause();
        }
    }

    private void refuse(Failure why) {
        if (!over) {
            over = true;
            LOG.info("request_id={} {}", request.logName(), why.message());
            sink.failed(why);
        }
    }

    private void full(String why) {
        LOG.warn("request_id={} no room for its attachments: {}", request.logName(), why);
        refuse(FULL);
    }

    @Override
    public void pause() {
        paused = true;
        if (stream != null) {
            stream.pause();
        }
    }

    @Override
    public void resume() {
        paused = false;
        if (stream != null) {
            stream.resume();
        }
    }

    @Override
    public void cancel(Departure why) {
        over = true;
        if (job != null) {
            job.cancel();
            job = null;
        }
        if (stream != null) {
            stream.cancel(why);
        }
    }
}
