package dev.usher.daemon.model;

import dev.usher.daemon.model.JsonBytes.Slice;
import dev.usher.daemon.model.RawJson.Member;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Puts what a handoff encloses into its messages: an attachment where its name stands in braces for the first time, all others
 * behind what the user said last. The first time only, because who writes the prompt is not who attached the file, and could ask for
 * a thousand copies. For one request.
 */
final class Placing {
    private final PartFormat format;
    private final List<Part> waiting;

    /** A piece of a content: words, an element as it came, or something that was enclosed. */
    private sealed interface Piece {
        record Words(String text) implements Piece {}

        record AsItCame(Slice element) implements Piece {}

        record Enclosing(Part part) implements Piece {}
    }

    Placing(Enclosed enclosed, PartFormat format) throws BadRequest {
        for (Part part : enclosed.parts()) {
            format.require(part);
        }
        this.format = format;
        this.waiting = new ArrayList<>(enclosed.parts());
    }

    /** The messages, each as JSON; one more, of the user, where there is none that could have what has no place. */
    List<JsonBytes> into(List<Handed.Message> messages) {
        List<List<Piece>> contents = new ArrayList<>();
        int usersLast = -1;
        for (int i = 0; i < messages.size(); i++) {
            Handed.Message message = messages.get(i);
            contents.add(Conversation.isSystem(message) ? List.of() : pieces(message.content()));
            usersLast = Conversation.isUsers(message) ? i : usersLast;
        }
        if (usersLast >= 0) {
            addWaiting(contents.get(usersLast));
        }
        List<JsonBytes> all = new ArrayList<>();
        for (int i = 0; i < messages.size(); i++) {
            all.add(message(messages.get(i), contents.get(i)));
        }
        if (!waiting.isEmpty()) {
            List<Piece> rest = new ArrayList<>();
            addWaiting(rest);
            all.add(new JsonBytes(64)
                    .put("{\"role\":\"user\",\"content\":")
                    .put(content(rest))
                    .put("}"));
        }
        return all;
    }

    private void addWaiting(List<Piece> to) {
        waiting.forEach(part -> to.add(new Piece.Enclosing(part)));
        waiting.clear();
    }

    private List<Piece> pieces(@Nullable Slice content) {
        List<Piece> pieces = new ArrayList<>();
        if (content == null) {
            return pieces;
        }
        if (content.first() != '[') {
            split(RawJson.text(content), pieces);
            return pieces;
        }
        for (Slice element : RawJson.elements(content)) {
            String text = text(element);
            if (text == null || next(text) == null) {
                pieces.add(new Piece.AsItCame(element));
            } else {
                split(text, pieces);
            }
        }
        return pieces;
    }

    /** What a part says that is text; null where it is none. */
    private static @Nullable String text(Slice part) {
        String text = null;
        for (Member member : RawJson.members(part)) {
            if (member.name().equals("text") && member.value().first() == '"') {
                text = RawJson.text(member.value());
            }
        }
        return text;
    }

    private void split(String text, List<Piece> into) {
        String rest = text;
        for (Part next = next(rest); next != null; next = next(rest)) {
            String place = place(next);
            int at = rest.indexOf(place);
            addWords(rest.substring(0, at), into);
            into.add(new Piece.Enclosing(next));
            waiting.remove(next);
            rest = rest.substring(at + place.length());
        }
        addWords(rest, into);
    }

    private static void addWords(String text, List<Piece> to) {
        if (!text.isEmpty()) {
            to.add(new Piece.Words(text));
        }
    }

    /** The one that is named first in the text, of those that have no place yet. */
    private @Nullable Part next(String text) {
        Part first = null;
        int firstAt = Integer.MAX_VALUE;
        for (Part part : waiting) {
            int at = part.enclosure().ref() == null ? -1 : text.indexOf(place(part));
            if (at >= 0 && at < firstAt) {
                first = part;
                firstAt = at;
            }
        }
        return first;
    }

    private static String place(Part part) {
        return "{" + part.enclosure().ref() + "}";
    }

    private JsonBytes message(Handed.Message message, List<Piece> pieces) {
        JsonBytes json = new JsonBytes(message.whole().to() - message.whole().from() + 64);
        if (pieces.stream().noneMatch(Piece.Enclosing.class::isInstance)) {
            return json.put(message.whole());
        }
        String before = "{";
        for (Member member : RawJson.members(message.whole())) {
            if (!member.name().equals("content")) {
                json.put(before).put(member.quotedName()).put(":").put(member.value());
                before = ",";
            }
        }
        return json.put(before + "\"content\":").put(content(pieces)).put("}");
    }

    /** What is nothing but text is one string: every server knows that. */
    private JsonBytes content(List<Piece> pieces) {
        JsonBytes json = new JsonBytes(256);
        if (pieces.stream().allMatch(Placing::isText)) {
            json.put("\"");
            pieces.forEach(piece -> putText(piece, json));
            return json.put("\"");
        }
        String before = "[";
        for (Piece piece : pieces) {
            json.put(before);
            before = ",";
            switch (piece) {
                case Piece.Words words ->
                    json.put("{\"type\":\"text\",\"text\":").quoted(words.text).put("}");
                case Piece.AsItCame raw -> json.put(raw.element);
                case Piece.Enclosing enclosing -> format.put(enclosing.part, json);
            }
        }
        return json.put("]");
    }

    private static boolean isText(Piece piece) {
        return piece instanceof Piece.Words || (piece instanceof Piece.Enclosing enclosing && enclosing.part.isText());
    }

    private static void putText(Piece piece, JsonBytes json) {
        if (piece instanceof Piece.Words words) {
            json.words(words.text);
        } else if (piece instanceof Piece.Enclosing enclosing) {
            json.put(enclosing.part.content());
        }
    }
}
