package dev.usher.daemon.model;

import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonToken;

/**
 * What an API says of an error, for the log. The APIs differ: an object with {@code type}, {@code code} and {@code message};
 * a plain string; both side by side.
 */
final class ErrorNote {
    private boolean present;
    private @Nullable String type;
    private @Nullable String code;
    private @Nullable String message;

    /** Forgets the last one. */
    void clear() {
        present = false;
        type = null;
        code = null;
        message = null;
    }

    /** Whether the document spoke of an error. */
    boolean isPresent() {
        return present;
    }

    /** Reads the value of an {@code error} property; {@code null} is none. */
    void read(TokenJson json) throws NotJson {
        if (json.token() == JsonToken.VALUE_NULL) {
            return;
        }
        present = true;
        if (json.isObject()) {
            while (json.nextProperty()) {
                property(json);
            }
        } else {
            type = scalar(json);
        }
    }

    /** Reads one property of an object that is about an error. */
    void property(TokenJson json) throws NotJson {
        switch (json.name()) {
            case "type" -> type = scalar(json);
            case "code" -> code = scalar(json);
            case "message" -> message = scalar(json);
            default -> json.skip();
        }
    }

    private static @Nullable String scalar(TokenJson json) throws NotJson {
        if (json.isString()) {
            return json.string();
        }
        json.skip();
        return null;
    }

    /** All of it. It may quote anything: see {@link ErrorText}. */
    String text() {
        StringJoiner all = new StringJoiner(", ");
        for (String part : new @Nullable String[] {type, code, message}) {
            if (part != null && !part.isEmpty()) {
                all.add(part);
            }
        }
        return all.length() == 0 ? "no reason given" : all.toString();
    }
}
