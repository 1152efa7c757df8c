package dev.usher.daemon.model;

import org.jspecify.annotations.Nullable;

/**
 * One chunk of a chat completion: {@code choices[0].delta.content} and {@code choices[0].finish_reason}. There is no content
 * in chunks that name the role, report the usage or call tools.
 */
final class OpenAiChunk implements TokenJson.Shape {
    private final ErrorNote error = new ErrorNote();
    private @Nullable String finishReason;

    /** What the chunk says of an error. */
    ErrorNote error() {
        return error;
    }

    /** Why the model has ended; null while it goes on. */
    @Nullable
    String finishReason() {
        return finishReason;
    }

    @Override
    public void read(TokenJson json) throws NotJson {
        error.clear();
        finishReason = null;
        json.requireObject();
        while (json.nextProperty()) {
            switch (json.name()) {
                case "choices" -> choices(json);
                case "error" -> error.read(json);
                default -> json.skip();
            }
        }
    }

    private void choices(TokenJson json) throws NotJson {
        if (!json.isArray()) {
            json.skip();
            return;
        }
        for (int index = 0; json.nextElement(); index++) {
            if (index == 0 && json.isObject()) {
                choice(json);
            } else {
                json.skip();
            }
        }
    }

    private void choice(TokenJson json) throws NotJson {
        while (json.nextProperty()) {
            if (json.name().equals("delta") && json.isObject()) {
                delta(json);
            } else if (json.name().equals("finish_reason") && json.isString()) {
                finishReason = json.word();
            } else {
                json.skip();
            }
        }
    }

    private static void delta(TokenJson json) throws NotJson {
        while (json.nextProperty()) {
            if (json.name().equals("content")) {
                Content.collect(json);
            } else {
                json.skip();
            }
        }
    }
}
