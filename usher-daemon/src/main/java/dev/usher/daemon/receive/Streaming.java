package dev.usher.daemon.receive;

import dev.usher.daemon.backend.Backend;
import dev.usher.daemon.backend.Failure;
import dev.usher.daemon.backend.SeatRequest;
import dev.usher.daemon.stream.Count;
import dev.usher.daemon.stream.Home;
import dev.usher.daemon.stream.Stream;
import dev.usher.fd.Fd;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Streams to each client what a backend says. The streams are their homes' to keep and to end. */
public final class Streaming implements Service {
    private static final Logger LOG = LoggerFactory.getLogger(Streaming.class);

    private static final Failure TOO_MANY_OF_USER =
            new Failure(429, "too_many_streams_of_user", "You have as many streams as a user may have at a time.");

    private volatile Backend backend;
    private final Share users;

    /**
     * Makes one.
     *
     * @param backend its tokens are streamed
     * @param users how many streams a user may have
     */
    public Streaming(Backend backend, Share users) {
        this.backend = backend;
        this.users = users;
    }

    /** Its tokens are streamed from now on; streams that run keep theirs. From any thread. */
    public void backend(Backend newBackend) {
        backend = newBackend;
    }

    @Override
    public void streamsPerUser(int most) {
        users.most(most);
    }

    @Override
    public void serve(Home home, Fd client, byte[] data, Runnable released) {
        HandoffJson.Content content;
        Share.Taken share;
        try {
            content = HandoffJson.read(data);
            share = users.take(content.data().userId());
        } catch (BadHandoffData bad) {
            home.receive(client, released).refuse(bad.failure());
            return;
        } catch (RuntimeException | Error e) {
            LOG.error("a client could not be served", e);
            home.receive(client, released).refuse(Failure.INTERNAL);
            return;
        }
        SeatRequest request = request(home, content);
        if (share == null) {
            home.counts().add(Count.LIMITED_USER);
            home.receive(client, released, request).refuse(TOO_MANY_OF_USER);
        } else {
            open(home.receive(client, share.before(released), request), request, content.headers());
        }
    }

    private static SeatRequest request(Home home, HandoffJson.Content content) {
        String given = content.data().requestId();
        SeatRequest request = new SeatRequest(given == null ? home.newId() : given, content.data(), home.loop());
        if (content.leftOut() != null) {
            LOG.debug("request_id={} its {} is not valid and left out", request.id(), content.leftOut());
        }
        return request;
    }

    private void open(Stream stream, SeatRequest request, ResponseHeaders headers) {
        try {
            stream.open(backend, request, headers.lines());
        } catch (RuntimeException | Error e) {
            LOG.error("request_id={} a client could not be served", request.logName(), e);
            stream.refuse(Failure.INTERNAL); // one of the two has an effect: before the backend was asked,
            stream.failed(Failure.INTERNAL); // or after it
        }
    }
}
