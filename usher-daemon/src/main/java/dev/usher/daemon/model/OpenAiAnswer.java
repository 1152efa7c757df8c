package dev.usher.daemon.model;

import dev.usher.daemon.backend.Finish;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Chunks of a chat completion. The end is {@code [DONE]}, or a clean end of the body behind a finish reason: some servers leave
 * {@code [DONE]} out. A clean end with neither is a cut.
 */
final class OpenAiAnswer implements ModelAnswer {
    private static final byte[] DONE = {'[', 'D', 'O', 'N', 'E', ']'};

    private @Nullable Finish finish;

    @Override
    public void event(ModelStream stream, String name, byte[] data, int from, int to) {
        if (Arrays.equals(data, from, to, DONE, 0, DONE.length)) {
            stream.done(finish == null ? Finish.STOP : finish);
            return;
        }
        OpenAiChunk chunk = stream.bench().openAi();
        TokenJson json = stream.bench().json();
        if (!json.read(data, from, to, chunk)) {
            stream.fail(Refusals.NOT_UNDERSTOOD, "an event of " + (to - from) + " bytes is no JSON of a chunk");
        } else if (chunk.error().isPresent()) {
            stream.failed(chunk.error());
        } else {
            String reason = chunk.finishReason();
            if (reason != null) {
                finish = Finishes.of(reason);
            }
            stream.token(json.text());
        }
    }

    @Override
    public void end(ModelStream stream) {
        if (finish == null) {
            stream.fail(Refusals.CUT, "the answer ended without a finish reason and without [DONE]");
        } else {
            stream.done(finish);
        }
    }
}
