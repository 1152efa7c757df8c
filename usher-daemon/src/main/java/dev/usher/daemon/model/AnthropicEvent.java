package dev.usher.daemon.model;

import org.jspecify.annotations.Nullable;

/** One event of the Messages API: its type, the text of a {@code text_delta}, a reason to stop, an error. */
final class AnthropicEvent implements TokenJson.Shape {
    private final ErrorNote error = new ErrorNote();
    private @Nullable String type;
    private @Nullable String stopReason;

    ErrorNote error() {
        return error;
    }

    /** What the document says it is; null where it does not say. */
    @Nullable
    String type() {
        return type;
    }

    /** Why the model has ended; null where the event does not say. */
    @Nullable
    String stopReason() {
        return stopReason;
    }

    @Override
    public void read(TokenJson json) throws NotJson {
        error.clear();
        type = null;
        stopReason = null;
        json.requireObject();
        while (json.nextProperty()) {
            switch (json.name()) {
                case "type" -> type = json.isString() ? json.word() : skipped(json);
                case "delta" -> delta(json);
                case "error" -> error.read(json);
                default -> json.skip();
            }
        }
    }

    private static @Nullable String skipped(TokenJson json) throws NotJson {
        json.skip();
        return null;
    }

    private void delta(TokenJson json) throws NotJson {
        if (!json.isObject()) {
            json.skip();
            return;
        }
        boolean isText = false;
        while (json.nextProperty()) {
            if (!json.isString()) {
                json.skip();
                continue;
            }
            switch (json.name()) {
                case "type" -> isText = json.word().equals("text_delta");
                case "text" -> json.collect();
                case "stop_reason" -> stopReason = json.word();
                default -> {}
            }
        }
        if (!isText) {
            json.text().cutTo(0);
        }
    }
}
