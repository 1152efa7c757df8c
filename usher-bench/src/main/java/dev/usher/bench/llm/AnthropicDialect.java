package dev.usher.bench.llm;

/** Anthropic's messages: every event has a name, and its type again in the data. */
final class AnthropicDialect implements Dialect {
    private final String identity;
    private boolean toolCalled;

    AnthropicDialect(Ask ask, long number) {
        this.identity = "{\"id\":\"msg_mock" + number + "\",\"type\":\"message\",\"role\":\"assistant\",\"model\":"
                + Json.quoted(ask.model());
    }

    private static void say(Events out, String type, String fields) {
        out.event(type, "{\"type\":\"" + type + "\"" + (fields.isEmpty() ? "" : "," + fields) + "}");
    }

    private static void delta(Events out, int block, String delta) {
        say(out, "content_block_delta", "\"index\":" + block + ",\"delta\":" + delta);
    }

    @Override
    public void begin(Events out) {
        say(
                out,
                "message_start",
                "\"message\":" + identity + ",\"content\":[],\"stop_reason\":null,\"stop_sequence\":null,"
                        + "\"usage\":{\"input_tokens\":7,\"output_tokens\":1}}");
        say(out, "content_block_start", "\"index\":0,\"content_block\":{\"type\":\"text\",\"text\":\"\"}");
        say(out, "ping", "");
    }

    @Override
    public void text(Events out, String quoted) {
        delta(out, 0, "{\"type\":\"text_delta\",\"text\":" + quoted + "}");
    }

    @Override
    public void nothing(Events out) {
        delta(out, 0, "{\"type\":\"text_delta\",\"text\":\"\"}");
        delta(out, 0, "{\"type\":\"text_delta\",\"text\":null}");
        delta(out, 0, "{\"type\":\"a_delta_of_tomorrow\"}");
        say(out, "an_event_of_tomorrow", "");
    }

    @Override
    public void tool(Events out) {
        toolCalled = true;
        say(out, "content_block_stop", "\"index\":0");
        say(
                out,
                "content_block_start",
                "\"index\":1,\"content_block\":{\"type\":\"tool_use\",\"id\":\"toolu_1\",\"name\":\"weather\",\"input\":{}}");
        delta(out, 1, "{\"type\":\"input_json_delta\",\"partial_json\":\"{\\\"city\\\":\"}");
        delta(out, 1, "{\"type\":\"input_json_delta\",\"partial_json\":\"\\\"Ulm\\\"}\"}");
    }

    @Override
    public void finish(Events out, String reason, boolean usage) {
        String stop = reason.isEmpty() ? (toolCalled ? "tool_use" : "end_turn") : reason;
        say(out, "content_block_stop", "\"index\":" + (toolCalled ? 1 : 0));
        say(
                out,
                "message_delta",
                "\"delta\":{\"stop_reason\":" + Json.quoted(stop)
                        + ",\"stop_sequence\":null},\"usage\":{\"output_tokens\":18}");
    }

    @Override
    public void done(Events out) {
        say(out, "message_stop", "");
    }

    @Override
    public void error(Events out) {
        say(out, "error", "\"error\":{\"type\":\"overloaded_error\",\"message\":\"Overloaded, key " + SECRET + "\"}");
    }

    @Override
    public String whole(String text) {
        return identity + ",\"content\":[{\"type\":\"text\",\"text\":" + Json.quoted(text)
                + "}],\"stop_reason\":\"end_turn\",\"stop_sequence\":null,"
                + "\"usage\":{\"input_tokens\":7,\"output_tokens\":18}}";
    }
}
