package dev.usher.daemon;

import dev.usher.daemon.receive.Receiver;
import dev.usher.loop.Loop;
import dev.usher.loop.Timer;

/**
 * Notices that a successor has taken the socket's path over: by looking, five times a second, so that whoever renames a
 * socket there has nothing to say to anybody. On loop 0.
 */
final class Succession implements Timer.Expiry {
    private static final long LOOK_MILLIS = 200;

    private final Loop loop;
    private final Receiver receiver;
    private final Runnable onTakenOver;
    private final Timer timer = new Timer(this);

    /**
     * Looks once {@link #begin} was called.
     *
     * @param onTakenOver runs once, on the loop
     */
    Succession(Loop loop, Receiver receiver, Runnable onTakenOver) {
        this.loop = loop;
        this.receiver = receiver;
        this.onTakenOver = onTakenOver;
    }

    /** From any thread, once the path is ours. */
    void begin() {
        loop.execute(this::expired);
    }

    @Override
    public void expired() {
        if (receiver.isTakenOver()) {
            onTakenOver.run();
        } else {
            loop.wheel().set(timer, LOOK_MILLIS);
        }
    }
}
