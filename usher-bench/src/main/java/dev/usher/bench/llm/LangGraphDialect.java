package dev.usher.bench.llm;

/**
 * LangGraph's runs, of a graph with one node: {@code metadata} first, then what the request's stream modes ask for, {@code
 * end} in the end. {@code messages-tuple} gives an event {@code messages} a chunk, {@code messages} one {@code
 * messages/partial} with all text so far; {@code values} gives the state at the beginning and at the end, {@code updates}
 * what the node changed, at the end.
 */
final class LangGraphDialect implements Dialect {
    private final Ask ask;
    private final String run;
    /** The text so far, as a JSON string without its quotes. */
    private final StringBuilder said = new StringBuilder();

    private final boolean remembers;
    private boolean toolCalled;

    LangGraphDialect(Ask ask, long number) {
        this.ask = ask;
        this.run = "run-mock-" + number;
        this.remembers = !ask.modes().stream().allMatch("messages-tuple"::equals);
    }

    @Override
    public void begin(Events out) {
        out.event("metadata", "{\"run_id\":\"" + run + "\",\"attempt\":1}");
        if (ask.modes().contains("values")) {
            out.event("values", "{\"messages\":[" + question() + "]}");
        }
        if (ask.modes().contains("messages")) {
            out.event("messages/metadata", "{\"" + run + "\":{\"metadata\":" + metadata() + "}}");
        }
    }

    private String question() {
        return "{\"content\":" + Json.quoted(ask.prompt()) + ",\"type\":\"human\",\"id\":\"" + run + "-human\"}";
    }

    private String metadata() {
        return "{\"run_id\":\"" + run + "\",\"langgraph_step\":1,\"langgraph_node\":\"agent\",\"ls_model_name\":"
                + Json.quoted(ask.model()) + "}";
    }

    private String message(String type, String content, String more) {
        return "{\"content\":" + content + ",\"type\":\"" + type + "\",\"id\":\"" + run + "\"" + more + "}";
    }

    private void chunk(Events out, String content, String more) {
        if (ask.modes().contains("messages-tuple")) {
            out.event("messages", "[" + message("AIMessageChunk", content, more) + "," + metadata() + "]");
        }
    }

    @Override
    public void text(Events out, String quoted) {
        if (remembers) {
            said.append(quoted, 1, quoted.length() - 1);
        }
        chunk(out, quoted, ",\"response_metadata\":{},\"tool_calls\":[]");
        if (ask.modes().contains("messages")) {
            out.event("messages/partial", "[" + message("ai", "\"" + said + "\"", "") + "]");
        }
    }

    @Override
    public void nothing(Events out) {
        chunk(out, "\"\"", "");
        chunk(out, "null", "");
        chunk(out, "[]", "");
        out.event("an_event_of_tomorrow", "{}");
    }

    @Override
    public void tool(Events out) {
        toolCalled = true;
        chunk(
                out,
                "\"\"",
                ",\"tool_call_chunks\":[{\"name\":\"weather\",\"args\":\"{\\\"city\\\":\",\"id\":\"call_1\",\"index\":0}]");
        chunk(out, "\"\"", ",\"tool_call_chunks\":[{\"name\":null,\"args\":\"\\\"Ulm\\\"}\",\"id\":null,\"index\":0}]");
    }

    @Override
    public void finish(Events out, String reason, boolean usage) {
        String finish = reason.isEmpty() ? (toolCalled ? "tool_calls" : "stop") : reason;
        String metadata = ",\"response_metadata\":{\"finish_reason\":" + Json.quoted(finish) + "}";
        chunk(out, "\"\"", metadata);
        if (usage) {
            chunk(out, "\"\"", ",\"usage_metadata\":{\"input_tokens\":7,\"output_tokens\":18,\"total_tokens\":25}");
        }
        String answer = remembers ? message("ai", "\"" + said + "\"", metadata) : "";
        if (ask.modes().contains("updates")) {
            out.event("updates", "{\"agent\":{\"messages\":[" + answer + "]}}");
        }
        if (ask.modes().contains("values")) {
            out.event("values", "{\"messages\":[" + question() + "," + answer + "]}");
        }
    }

    @Override
    public void done(Events out) {
        out.event("end", "null");
    }

    @Override
    public void error(Events out) {
        out.event("error", "{\"error\":\"ValueError\",\"message\":\"the graph failed with key " + SECRET + "\"}");
    }

    @Override
    public String whole(String text) {
        return "{\"messages\":[" + question() + "," + message("ai", Json.quoted(text), "") + "]}";
    }
}
