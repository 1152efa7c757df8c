package dev.usher.daemon.backend;

/**
 * Speaks without a model: {@link MockMessages#COUNT} messages of our own, the first at once, the others {@code
 * messageDelayMillis} apart. With a delay of 0 all of them are ready in one turn.
 */
public final class MockBackend implements Backend {
    /** What is said to a request without a prompt, as the reference does. */
    private static final String DEFAULT_PROMPT = "Hello";

    private static final String NOBODY = "guest";

    private final long messageDelayMillis;

    /**
     * Makes one.
     *
     * @param messageDelayMillis pause between messages, 0 or more
     */
    public MockBackend(long messageDelayMillis) {
        if (messageDelayMillis < 0) {
            throw new IllegalArgumentException("messageDelayMillis is negative: " + messageDelayMillis);
        }
        this.messageDelayMillis = messageDelayMillis;
    }

    @Override
    public Upstream open(SeatRequest request, TokenSink sink) {
        MockStream stream = new MockStream(request.loop(), sink, messageDelayMillis, names(request.data()));
        stream.begin();
        return stream;
    }

    private static MockStream.Names names(HandoffData data) {
        String prompt = data.promptOrLastMessage();
        String user = data.userId();
        return new MockStream.Names(
                MockMessages.cut(
                        prompt == null || prompt.isEmpty() ? DEFAULT_PROMPT : prompt, MockMessages.PROMPT_BYTES),
                MockMessages.cut(user == null || user.isEmpty() ? NOBODY : user, MockMessages.PROMPT_BYTES));
    }
}
