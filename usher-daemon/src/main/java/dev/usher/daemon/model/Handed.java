package dev.usher.daemon.model;

import dev.usher.daemon.backend.HandoffData;
import dev.usher.daemon.model.JsonBytes.Slice;
import dev.usher.daemon.model.RawJson.Member;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;

/** A handoff's data, taken apart: each field as the JSON it came as, the messages one by one. Used while a request is made. */
final class Handed {
    /**
     * A message.
     *
     * @param role who speaks
     * @param whole all of it, as it came
     * @param content what is said, as it came; null where there is none
     */
    record Message(String role, Slice whole, @Nullable Slice content) {}

    private final int size;
    private final List<Member> fields;
    private final Map<String, Slice> byName = new HashMap<>();
    private final List<Message> messages = new ArrayList<>();

    private Handed(byte[] document) throws BadRequest {
        this.size = document.length;
        this.fields = RawJson.members(RawJson.value(document));
        fields.forEach(field -> byName.put(field.name(), field.value()));
        Slice conversation = get("messages");
        if (conversation != null) {
            for (Slice element : RawJson.elements(conversation)) {
                messages.add(message(element));
            }
        }
    }

    /** Takes the data apart. */
    static Handed of(HandoffData data) throws BadRequest {
        ByteBuffer raw = data.raw();
        byte[] document = new byte[raw.remaining()];
        raw.get(document);
        try {
            RawJson.requireJson(document);
        } catch (JacksonException _) {
            throw BadRequest.notJson();
        }
        return new Handed(document);
    }

    private static Message message(Slice whole) throws BadRequest {
        if (whole.first() != '{') {
            throw BadRequest.field("messages", "must be an array of objects");
        }
        String role = "";
        Slice content = null;
        for (Member member : RawJson.members(whole)) {
            if (member.name().equals("role")) {
                role = RawJson.text(member.value());
            } else if (member.name().equals("content") && !isNull(member.value())) {
                content = member.value();
            }
        }
        return new Message(role, whole, content);
    }

    private static boolean isNull(Slice value) {
        return value.first() == 'n';
    }

    /** The value of this field, as it came; null where it is absent or JSON's null. */
    @Nullable
    Slice get(String name) {
        Slice value = byName.get(name);
        return value == null || isNull(value) ? null : value;
    }

    /** What the field says; null where it is absent, empty, or no scalar. */
    @Nullable
    String text(String name) {
        Slice value = get(name);
        if (value == null || value.first() == '{' || value.first() == '[') {
            return null;
        }
        String text = RawJson.text(value);
        return text.isEmpty() ? null : text;
    }

    /** The value of this field, as it came, where it says something; otherwise null. */
    @Nullable
    Slice saying(String name) {
        return text(name) == null ? null : get(name);
    }

    /** The fields that are not Usher's own, in their order: what the application says to the API itself. */
    List<Member> others() {
        return fields.stream().filter(field -> !OwnFields.isOwn(field.name())).toList();
    }

    /** The messages, empty where there are none. */
    List<Message> messages() {
        return messages;
    }

    /** How long the data are, in bytes. */
    int size() {
        return size;
    }
}
