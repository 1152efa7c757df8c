package dev.usher.daemon.stream;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.usher.daemon.backend.Finish;
import dev.usher.daemon.backend.HandoffData;
import org.jspecify.annotations.Nullable;

/**
 * Chunks of a chat completion, as clients of OpenAI's API read them:
 *
 * <pre>
 *   first token   {"id":"chatcmpl-…","object":"chat.completion.chunk","created":…,"model":"…",
 *                  "choices":[{"index":0,"delta":{"role":"assistant","content":"Hel"},"finish_reason":null}]}
 *   others        …"delta":{"content":"lo"},"finish_reason":null}]}
 *   end           …"delta":{},"finish_reason":"stop"}]}, then [DONE]
 * </pre>
 *
 * <p>What the chunks of a stream have in common is made once, with its first token. The model is the one that was asked
 * for; it says nothing about who answers.
 */
final class OpenAiFormat implements EventFormat {
    /** What stands for the model where none was asked for. */
    private static final String NO_MODEL = "usher";

    private static final byte[] ROLE = bytes("\"role\":\"assistant\",");
    private static final byte[] CONTENT = bytes("\"content\":\"");
    private static final byte[] TOKEN_END = bytes("\"},\"finish_reason\":null}]}\n\n");
    private static final byte[] NOTHING = {};

    private final String id;
    private final @Nullable String model;
    private byte @Nullable [] head;

    /** The one that others are made of. */
    OpenAiFormat() {
        this("", null);
    }

    private OpenAiFormat(String id, @Nullable String model) {
        this.id = id;
        this.model = model;
    }

    @Override
    public EventFormat forStream(Home home, HandoffData data) {
        return new OpenAiFormat(home.newId(), data.model());
    }

    @Override
    public void token(byte[] utf8, int from, int to, Scratch out) {
        out.beginEvent();
        boolean first = head == null;
        out.put(head());
        if (first) {
            out.put(ROLE);
        }
        out.put(CONTENT);
        JsonText.put(utf8, from, to, out);
        out.put(TOKEN_END);
    }

    @Override
    public void done(Finish finish, Scratch out) {
        if (head == null) {
            token(NOTHING, 0, 0, out); // an answer of no words is the assistant's all the same
        }
        out.beginEvent();
        out.put(head());
        out.put(bytes("},\"finish_reason\":\"" + word(finish) + "\"}]}\n\n"));
        EventFormat.super.done(finish, out);
    }

    /** Of the words the API has, the upstream's own reason is not ours to guess: it really finished. */
    private static String word(Finish finish) {
        return switch (finish) {
            case STOP, OTHER -> "stop";
            case LENGTH -> "length";
        };
    }

    private byte[] head() {
        byte[] made = head;
        if (made == null) {
            String named = model == null || model.isEmpty() ? NO_MODEL : model;
            made = bytes("data: {\"id\":\"chatcmpl-" + id + "\",\"object\":\"chat.completion.chunk\",\"created\":"
                    + System.currentTimeMillis() / 1000 + ",\"model\":" + ErrorJson.quoted(named)
                    + ",\"choices\":[{\"index\":0,\"delta\":{");
            head = made;
        }
        return made;
    }

    private static byte[] bytes(String text) {
        return text.getBytes(UTF_8);
    }
}
