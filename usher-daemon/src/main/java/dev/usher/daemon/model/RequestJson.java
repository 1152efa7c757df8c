package dev.usher.daemon.model;

import dev.usher.daemon.model.JsonBytes.Slice;

/** The object that a request to a model is: fields one after another, most of them as the handoff brought them. */
final class RequestJson {
    /** What stands beside the application's own bytes. */
    private static final int FRAME_BYTES = 256;

    private final Handed handed;
    private final JsonBytes json;
    private boolean begun;

    RequestJson(Handed handed) {
        this.handed = handed;
        this.json = new JsonBytes(handed.size() + FRAME_BYTES);
    }

    /** Begins a field, whose value is to be put next. */
    JsonBytes field(String name) {
        return separator().put("\"" + name + "\":");
    }

    private JsonBytes separator() {
        json.put(begun ? "," : "{");
        begun = true;
        return json;
    }

    /** The model that was asked for, or the one there is otherwise. */
    void model(String otherwise) {
        textOr("model", otherwise);
    }

    /** A text of the handoff, or another one where it has none. */
    void textOr(String name, String otherwise) {
        Slice asked = handed.saying(name);
        if (asked == null) {
            field(name).quoted(otherwise);
        } else {
            field(name).put(asked);
        }
    }

    /** A field of the handoff, if it is there. */
    boolean copy(String name) {
        Slice asked = handed.get(name);
        if (asked != null) {
            field(name).put(asked);
        }
        return asked != null;
    }

    /** The fields that are not Usher's, null ones too: they are between the application and its API. */
    void others() {
        for (RawJson.Member other : handed.others()) {
            separator().put(other.quotedName()).put(":").put(other.value());
        }
    }

    /** The whole. */
    JsonBytes end() {
        return json.put("}");
    }
}
