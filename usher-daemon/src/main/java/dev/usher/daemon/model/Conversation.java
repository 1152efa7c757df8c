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
    static Slice withSystem(Handed handed) throws BadRequest {
        requireQuestion(handed);
        List<Slice> all = new ArrayList<>();
        Slice system = handed.saying("system");
        if (system != null) {
            all.add(message("system", system));
        }
        if (handed.messages().isEmpty()) {
            all.add(prompt(handed));
        }
        handed.messages().forEach(message -> all.add(message.whole()));
        return array(all);
    }

    /** The array of messages less those of the system. */
    static Slice withoutSystem(Handed handed) throws BadRequest {
        requireQuestion(handed);
        List<Slice> all = new ArrayList<>();
        for (Handed.Message message : handed.messages()) {
            if (!isSystem(message)) {
                all.add(message.whole());
            }
        }
        if (all.isEmpty()) {
            if (handed.text("prompt") == null) {
                throw BadRequest.field("messages", "must have one of another role than system");
            }
            all.add(prompt(handed));
        }
        return array(all);
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

    private static boolean isSystem(Handed.Message message) {
        return message.role().equals("system") || message.role().equals("developer");
    }

    private static void requireQuestion(Handed handed) throws BadRequest {
        if (handed.messages().isEmpty() && handed.saying("prompt") == null) {
            throw BadRequest.nothingAsked();
        }
    }

    private static Slice prompt(Handed handed) throws BadRequest {
        Slice prompt = handed.saying("prompt");
        if (prompt == null) {
            throw BadRequest.nothingAsked();
        }
        return message("user", prompt);
    }

    private static Slice message(String role, Slice content) {
        return whole(new JsonBytes(content.to() - content.from() + 64)
                .put("{\"role\":\"" + role + "\",\"content\":")
                .put(content)
                .put("}"));
    }

    private static Slice array(List<Slice> elements) {
        JsonBytes json = new JsonBytes(
                elements.stream().mapToInt(s -> s.to() - s.from() + 1).sum() + 2);
        json.put("[");
        for (int i = 0; i < elements.size(); i++) {
            json.put(i == 0 ? "" : ",").put(elements.get(i));
        }
        return whole(json.put("]"));
    }

    private static Slice whole(JsonBytes json) {
        byte[] bytes = json.toBytes();
        return new Slice(bytes, 0, bytes.length);
    }
}
