package dev.usher.daemon.model;

import dev.usher.daemon.model.JsonBytes.Slice;
import java.util.List;

/** The bodies of the two requests that a run needs: its thread's and its own. */
final class LangGraphRun {
    /** The server's own fields that an application may set; the others would let it choose a host ({@code webhook}) or how the run ends. */
    private static final List<String> PASSED_ON = List.of("config", "context", "metadata");

    private LangGraphRun() {}

    /** Makes the thread, or finds it. */
    static byte[] thread(Handed handed) throws BadRequest {
        RequestJson body = new RequestJson(handed);
        body.copy("thread_id");
        body.field("if_exists").quoted("do_nothing");
        return body.end().toBytes();
    }

    /** Runs the graph, once: a client that leaves ends it. */
    static JsonBytes body(Handed handed, Enclosed enclosed, LangGraphSettings settings) throws BadRequest {
        RequestJson body = new RequestJson(handed);
        body.textOr("assistant_id", settings.assistant());
        Slice input = handed.get("langgraph_input");
        if (input == null) {
            body.field("input")
                    .put("{\"messages\":")
                    .put(Conversation.withSystem(handed, enclosed, settings.partFormat()))
                    .put("}");
        } else if (!enclosed.parts().isEmpty()) {
            throw BadRequest.field(
                    "langgraph_input", "must not come with images or attachments: they have their place in messages");
        } else if (input.first() == '[' && input.inner().isBlank()) {
            body.field("input").put("{}"); // PHP writes an empty object like that
        } else {
            body.field("input").put(input);
        }
        if (!body.copy("stream_mode")) {
            modes(settings.streamModes(), body.field("stream_mode"));
        }
        PASSED_ON.forEach(body::copy);
        body.field("stream_subgraphs").put("false");
        body.field("on_completion").quoted("delete");
        body.field("on_disconnect").quoted("cancel");
        return body.end();
    }

    private static void modes(List<String> modes, JsonBytes json) {
        String before = "[";
        for (String mode : modes) {
            json.put(before).quoted(mode);
            before = ",";
        }
        json.put("]");
    }
}
