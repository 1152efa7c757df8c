package dev.usher.daemon.receive;

import dev.usher.daemon.backend.Backend;
import dev.usher.daemon.backend.Failure;
import dev.usher.daemon.stream.Home;
import dev.usher.daemon.stream.Stream;
import dev.usher.fd.Fd;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Streams to each client what a backend says. The streams are their homes' to keep and to end. */
public final class Streaming implements Service {
    private static final Logger LOG = LoggerFactory.getLogger(Streaming.class);

    private final Backend backend;

    /** With the backend whose tokens are streamed. */
    public Streaming(Backend backend) {
        this.backend = backend;
    }

    @Override
    public void serve(Home home, Fd client, byte[] data) {
        Stream stream = home.receive(client, true);
        try {
            HandoffJson.Content content = HandoffJson.read(data);
            stream.open(backend, content.data(), content.headers().lines());
        } catch (BadHandoffData bad) {
            stream.refuse(bad.failure());
        } catch (RuntimeException | Error e) {
            LOG.error("a client could not be served", e);
            stream.refuse(Failure.INTERNAL); // one of the two has an effect: before the backend was asked,
            stream.failed(Failure.INTERNAL); // or after it
        }
    }
}
