package dev.usher.bench.llm;

/** OpenAI's chat completions: {@code data: CHUNK}, and {@code data: [DONE]} in the end. */
final class OpenAiDialect implements Dialect {
    private static final String TOOL_CALL =
            "{\"tool_calls\":[{\"index\":0,\"id\":\"call_1\",\"type\":\"function\",\"function\":{\"name\":\"weather\",\"arguments\":\"\"}}]}";
    private static final String USAGE = "{\"prompt_tokens\":7,\"completion_tokens\":18,\"total_tokens\":25}";

    private final String identity;
    private final boolean usageAsked;
    private boolean toolCalled;

    OpenAiDialect(Ask ask, long number) {
        this.identity = "{\"id\":\"chatcmpl-mock" + number + "\",\"created\":1764000000,\"model\":"
                + Json.quoted(ask.model()) + ",\"object\":\"chat.completion";
        this.usageAsked = ask.usage();
    }

    private void delta(Events out, String delta, String reason) {
        String finish = reason.isEmpty() ? "null" : Json.quoted(reason);
        out.event(identity + ".chunk\",\"choices\":[{\"index\":0,\"delta\":" + delta
                + ",\"logprobs\":null,\"finish_reason\":" + finish + "}]}");
    }

    @Override
    public void begin(Events out) {
        delta(out, "{\"role\":\"assistant\",\"content\":\"\"}", "");
    }

    @Override
    public void text(Events out, String quoted) {
        delta(out, "{\"content\":" + quoted + "}", "");
    }

    @Override
    public void nothing(Events out) {
        delta(out, "{\"content\":null}", "");
        delta(out, "{\"content\":\"\",\"refusal\":null}", "");
        delta(out, "{}", "");
    }

    @Override
    public void tool(Events out) {
        toolCalled = true;
        delta(out, TOOL_CALL, "");
        delta(out, "{\"tool_calls\":[{\"index\":0,\"function\":{\"arguments\":\"{\\\"city\\\":\"}}]}", "");
        delta(out, "{\"tool_calls\":[{\"index\":0,\"function\":{\"arguments\":\"\\\"Ulm\\\"}\"}}]}", "");
    }

    @Override
    public void finish(Events out, String reason, boolean usage) {
        delta(out, "{}", reason.isEmpty() ? (toolCalled ? "tool_calls" : "stop") : reason);
        if (usage || usageAsked) {
            out.event(identity + ".chunk\",\"choices\":[],\"usage\":" + USAGE + "}");
        }
    }

    @Override
    public void done(Events out) {
        out.event("[DONE]");
    }

    @Override
    public void error(Events out) {
        out.event("{\"error\":{\"message\":\"The server had an error with key " + SECRET
                + "\",\"type\":\"server_error\",\"param\":null,\"code\":null}}");
    }

    @Override
    public String whole(String text) {
        return identity + "\",\"choices\":[{\"index\":0,\"message\":{\"role\":\"assistant\",\"content\":"
                + Json.quoted(text) + "},\"logprobs\":null,\"finish_reason\":\"stop\"}],\"usage\":" + USAGE + "}";
    }
}
