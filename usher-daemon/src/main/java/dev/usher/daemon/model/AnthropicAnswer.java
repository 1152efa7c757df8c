package dev.usher.daemon.model;

import dev.usher.daemon.backend.Finish;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Events of the Messages API. The end is {@code message_stop}; without it the answer was cut. Events it does not know are signs of life. */
final class AnthropicAnswer implements ModelAnswer {
    /** The events that have a meaning here, and the name of those that have no name. */
    private static final Set<String> KNOWN = Set.of(
            "message",
            "message_start",
            "content_block_start",
            "content_block_delta",
            "content_block_stop",
            "message_delta",
            "message_stop",
            "ping",
            "error");

    private @Nullable Finish finish;

    @Override
    public void event(ModelStream stream, String name, byte[] data, int from, int to) {
        AnthropicEvent event = stream.bench().anthropic();
        TokenJson json = stream.bench().json();
        if (!json.read(data, from, to, event)) {
            if (KNOWN.contains(name)) {
                stream.fail(Refusals.NOT_UNDERSTOOD, "an event of " + (to - from) + " bytes is no JSON");
            } else {
                stream.alive(); // the API says that events may be added to it
            }
            return;
        }
        String type = event.type() == null ? name : event.type();
        String reason = event.stopReason();
        if (reason != null) {
            finish = Finishes.of(reason);
        }
        switch (type) {
            case "content_block_delta" -> stream.token(json.text());
            case "message_stop" -> stream.done(finish == null ? Finish.OTHER : finish);
            case "error" -> stream.failed(event.error());
            default -> stream.alive();
        }
    }

    @Override
    public void end(ModelStream stream) {
        stream.fail(Refusals.CUT, "the answer ended without message_stop");
    }
}
