package dev.usher.daemon.model;

import dev.usher.daemon.model.JsonBytes.Slice;
import java.util.ArrayList;
import java.util.List;

/**
 * The messages of a request, from the handoff's {@code messages}; where there are none, its {@code prompt} is the one message.
 * {@code system} is what the model is told before them. All of it stays the JSON it came as.
 */
final class Conversation {
    private Conversation() {}

    /** The array of messages, what the model is told first among them. */
    static JsonBytes withSystem(Handed handed, Enclosed enclosed, PartFormat format) throws BadRequest {
        List<JsonBytes> all = new ArrayList<>();
        Slice system = handed.saying("system");
        if (system != null) {
            all.add(json(message("system", system)));
        }
        all.addAll(said(handed, handed.messages(), enclosed, format));
        return array(all);
    }

    /** The array of messages less those of the system. */
    static JsonBytes withoutSystem(Handed handed, Enclosed enclosed, PartFormat format) throws BadRequest {
        List<Handed.Message> spoken =
                handed.messages().stream().filter(message -> !isSystem(message)).toList();
        if (!handed.messages().isEmpty()
                && spoken.isEmpty()
                && handed.text("prompt") == null
                && enclosed.parts().isEmpty()) {
            throw BadRequest.field("messages", "must have one of another role than system");
        }
        return array(said(handed, spoken, enclosed, format));
    }

    private static List<JsonBytes> said(
            Handed handed, List<Handed.Message> messages, Enclosed enclosed, PartFormat format) throws BadRequest {
        Slice prompt = handed.saying("prompt");
        if (messages.isEmpty() && prompt == null && enclosed.parts().isEmpty()) {
            throw BadRequest.nothingAsked();
        }
        List<Handed.Message> all = messages.isEmpty() && prompt != null
                ? List.of(new Handed.Message("user", message("user", prompt), prompt))
                : messages;
        if (enclosed.parts().isEmpty()) {
            return all.stream().map(message -> json(message.whole())).toList();
        }
        return new Placing(enclosed, format).into(all);
    }

    static boolean isUsers(Handed.Message message) {
        return message.role().equals("user") || message.role().equals("human");
    }

    /** What the system says, each a string or an array of parts; empty where it says nothing. */
    static List<Slice> system(Handed handed) {
        List<Slice> all = new ArrayList<>();
        Slice system = handed.saying("system");
        if (system != null) {
            all.add(system);
        }
        for (Handed.Message message : handed.messages()) {
            Slice content = message.content();
            if (isSystem(message) && content != null) {
                all.add(content);
            }
        }
        return all;
    }

    static boolean isSystem(Handed.Message message) {
        return message.role().equals("system") || message.role().equals("developer");
    }

    private static Slice message(String role, Slice content) {
        byte[] whole = new JsonBytes(content.to() - content.from() + 64)
                .put("{\"role\":\"" + role + "\",\"content\":")
                .put(content)
                .put("}")
                .abridged();
        return new Slice(whole, 0, whole.length);
    }

    private static JsonBytes json(Slice json) {
        return new JsonBytes(json.to() - json.from()).put(json);
    }

    private static JsonBytes array(List<JsonBytes> elements) {
        JsonBytes json = new JsonBytes(1024);
        json.put("[");
        for (int i = 0; i < elements.size(); i++) {
            json.put(i == 0 ? "" : ",").put(elements.get(i));
        }
        return json.put("]");
    }
}
