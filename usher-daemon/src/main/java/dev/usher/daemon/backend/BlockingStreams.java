package dev.usher.daemon.backend;

import java.util.concurrent.ThreadFactory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs a {@link BlockingBackend}: a virtual thread for each stream. At most {@link BlockingStream#AHEAD} tokens of one
 * are on their way to its loop, so that its thread waits where its client does not keep up.
 */
public final class BlockingStreams implements Backend {
    private static final Logger LOG = LoggerFactory.getLogger(BlockingStreams.class);

    private final BlockingBackend code;
    private final ThreadFactory threads = Thread.ofVirtual().name("stream-", 0).factory();

    /** Makes one of code that may block. */
    public BlockingStreams(BlockingBackend code) {
        this.code = code;
    }

    @Override
    public Upstream open(SeatRequest request, TokenSink sink) {
        BlockingStream stream = new BlockingStream(request.loop(), sink);
        Thread thread = threads.newThread(() -> run(request, stream));
        stream.runOn(thread);
        thread.start();
        return stream;
    }

    private void run(SeatRequest request, BlockingStream stream) {
        try {
            code.stream(request, stream);
            stream.finish();
        } catch (Throwable e) { // other people's code: whatever it throws, its client must hear of an end
            stopped(request, stream, e);
        }
    }

    /** An interruption is our own doing only where the stream has ended. */
    private static void stopped(SeatRequest request, BlockingStream stream, Throwable why) {
        if (stream.hasEnded()) {
            LOG.debug("request_id={} was told to stop", request.logName(), why);
        } else {
            LOG.warn("request_id={} the backend failed", request.logName(), why);
            stream.fail(Failure.refused("The upstream has failed."));
        }
    }
}
