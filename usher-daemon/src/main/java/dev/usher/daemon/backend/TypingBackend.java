package dev.usher.daemon.backend;

/**
 * Types the prompt back, one character an event, as fast as a person who types well: a page can be built against it that
 * has to look right while words are half there. Who gave a {@code user_id} is welcomed by it on a line before.
 */
public final class TypingBackend implements Backend {
    /** What is typed to a request without a prompt, as the reference does. */
    private static final String DEFAULT_PROMPT = "Hello";

    private final int pacePercent;

    /**
     * Makes one.
     *
     * @param pacePercent the pauses, in percent of the usual ones: 0 or more
     */
    public TypingBackend(int pacePercent) {
        if (pacePercent < 0) {
            throw new IllegalArgumentException("pacePercent is negative: " + pacePercent);
        }
        this.pacePercent = pacePercent;
    }

    @Override
    public Upstream open(SeatRequest request, TokenSink sink) {
        TypingStream stream = new TypingStream(request.loop(), sink, pacePercent, text(request.data()));
        stream.begin();
        return stream;
    }

    private static String text(HandoffData data) {
        String prompt = data.promptOrLastMessage();
        String user = data.userId();
        return (user == null || user.isEmpty() ? "" : "Welcome, " + user + ".\n")
                + (prompt == null || prompt.isEmpty() ? DEFAULT_PROMPT : prompt);
    }
}
