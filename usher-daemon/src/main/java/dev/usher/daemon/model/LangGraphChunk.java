package dev.usher.daemon.model;

import org.jspecify.annotations.Nullable;

/**
 * The data of a {@code messages} event: an array whose first element is a message. In mode {@code messages-tuple} what
 * follows it says where it comes from; in mode {@code messages} it is all the model has said so far. Only what the model
 * says is text for the client: not what people, tools and the system said.
 */
final class LangGraphChunk implements TokenJson.Shape {
    private @Nullable String id;

    /** Names the message; null where it has no name. */
    @Nullable
    String id() {
        return id;
    }

    @Override
    public void read(TokenJson json) throws NotJson {
        id = null;
        if (json.isObject()) {
            message(json);
            return;
        }
        if (!json.isArray()) {
            throw new NotJson();
        }
        for (int index = 0; json.nextElement(); index++) {
            if (index == 0 && json.isObject()) {
                message(json);
            } else {
                json.skip();
            }
        }
    }

    private void message(TokenJson json) throws NotJson {
        boolean isModels = false;
        while (json.nextProperty()) {
            if (json.name().equals("content")) {
                Content.collect(json);
            } else if (json.name().equals("type") && json.isString()) {
                isModels = isModels(json.word());
            } else if (json.name().equals("id") && json.isString()) {
                id = json.word();
            } else {
                json.skip();
            }
        }
        if (!isModels) {
            json.text().cutTo(0);
        }
    }

    private static boolean isModels(String type) {
        return type.equals("AIMessageChunk") || type.equals("ai");
    }
}
