package dev.usher.handoff;

import static org.assertj.core.api.Assertions.assertThat;

import dev.usher.fd.StreamSocket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** Writes down what comes; closes each client after writing one byte to it that says how it came. */
final class RecordingSink implements HandoffSink {
    /**
     * What came.
     *
     * @param kind "received", "overflow", "unusable" or "refused"
     * @param text the data, or the detail
     */
    record Event(String kind, String text, Refusal why) {}

    private final BlockingQueue<Event> events = new LinkedBlockingQueue<>();
    private volatile boolean room = true;

    void room(boolean there) {
        room = there;
    }

    Event next() throws InterruptedException {
        Event event = events.poll(OnLoop.PATIENCE_SECONDS, TimeUnit.SECONDS);
        assertThat(event).as("an event").isNotNull();
        return event;
    }

    void nextIs(String kind, String text) throws InterruptedException {
        assertThat(next()).isEqualTo(new Event(kind, text, null));
    }

    void nextIsRefused(Refusal why) throws InterruptedException {
        Event event = next();
        assertThat(event.kind()).isEqualTo("refused");
        assertThat(event.why()).as(event.text()).isEqualTo(why);
    }

    boolean isQuiet() {
        return events.isEmpty();
    }

    @Override
    public boolean roomForOne() {
        return room;
    }

    @Override
    public void received(Handoff handoff) {
        tell(handoff.client(), 'r');
        String data = StandardCharsets.ISO_8859_1.decode(handoff.data()).toString();
        events.add(new Event("received", data, null));
    }

    @Override
    public void overflow(Handoff handoff) {
        tell(handoff.client(), 'o');
        events.add(new Event("overflow", "", null));
    }

    @Override
    public void unusable(Refusal why, String detail, Handoff handoff) {
        tell(handoff.client(), 'u');
        assertThat(handoff.data().hasRemaining()).isFalse();
        events.add(new Event("unusable", detail, why));
    }

    @Override
    public void refused(Refusal why, String detail) {
        events.add(new Event("refused", detail, why));
    }

    private static void tell(StreamSocket client, char how) {
        try (client) {
            client.send(java.nio.ByteBuffer.allocateDirect(1).put((byte) how).flip());
        } catch (java.io.IOException e) {
            throw new AssertionError(e);
        }
    }
}
