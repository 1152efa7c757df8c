package dev.usher.bench.llm;

import dev.usher.loop.Loop;
import io.netty.buffer.ByteBufUtil;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** What each request gets. Any loop. */
final class Service {
    /** The header that asks for a pattern. */
    static final String PATTERN_HEADER = "x-test-pattern";

    static final Map<String, String> JSON = Map.of("content-type", "application/json");

    /** Bodies that were refused once, and are served when they come again; older ones are forgotten. */
    private static final int REFUSED_MAX = 20_000;

    private static final String MODELS =
            "{\"object\":\"list\",\"data\":[{\"id\":\"mock-llm\",\"object\":\"model\",\"created\":1764000000,\"owned_by\":\"usher\"}]}";

    private final LlmSettings settings;
    private final Counters counters;
    private final AtomicLong numbers = new AtomicLong();
    private final Set<String> refused = new LinkedHashSet<>();

    Service(LlmSettings settings, Counters counters) {
        this.settings = settings;
        this.counters = counters;
    }

    LlmSettings settings() {
        return settings;
    }

    Counters counters() {
        return counters;
    }

    /** An error object whose text no client of a client should ever see. */
    static String error(String message) {
        return "{\"type\":\"error\",\"error\":{\"type\":\"mock_error\",\"code\":\"mock\",\"message\":"
                + Json.quoted(message + "; your key was " + Dialect.SECRET) + "}}";
    }

    /** A whole answer at once. */
    static void reply(Wire wire, int status, Map<String, String> headers, String body) {
        wire.head(status, headers);
        wire.frame(ByteBufUtil.writeUtf8(wire.allocator(), body));
        wire.end();
    }

    /**
     * Answers, or begins to.
     *
     * @return the answer that is under way, to be told when its client has left; null where none is
     */
    @Nullable
    Answer request(LlmRequest request, Wire wire, Loop loop) {
        String path = pathOf(request);
        switch (request.method() + " " + path) {
            case "GET /health" -> reply(wire, 200, JSON, "{\"status\":\"ok\"}");
            case "GET /stats" -> reply(wire, 200, JSON, counters.stats().json());
            case "POST /stats/reset" -> {
                counters.reset();
                reply(wire, 200, JSON, "{\"status\":\"ok\"}");
            }
            default -> {
                counters.request(request);
                if (isAllowed(request)) {
                    return route(request, path, wire, loop);
                }
                reject(wire, 401, "the key is missing or wrong");
            }
        }
        return null;
    }

    private static String pathOf(LlmRequest request) {
        int query = request.path().indexOf('?');
        return query < 0 ? request.path() : request.path().substring(0, query);
    }

    private boolean isAllowed(LlmRequest request) {
        return settings.key()
                .map(key -> request.header("authorization").equals("Bearer " + key)
                        || request.header("x-api-key").equals(key))
                .orElse(true);
    }

    private @Nullable Answer route(LlmRequest request, String path, Wire wire, Loop loop) {
        Api api = apiOf(path);
        if (api != null) {
            return request.method().equals("POST")
                    ? ask(api, request, wire, loop)
                    : reject(wire, 405, path + " takes POST only");
        }
        switch (request.method() + " " + path) {
            case "GET /v1/models" -> complete(wire, MODELS);
            case "POST /threads" -> thread(request, wire);
            default -> reject(wire, 404, "there is no " + request.method() + " " + path);
        }
        return null;
    }

    private static @Nullable Api apiOf(String path) {
        return switch (path) {
            case "/v1/chat/completions" -> Api.OPENAI;
            case "/v1/messages" -> Api.ANTHROPIC;
            case "/runs/stream" -> Api.LANGGRAPH;
            default -> path.matches("/threads/[^/]+/runs/stream") ? Api.LANGGRAPH : null;
        };
    }

    private @Nullable Answer reject(Wire wire, int status, String why) {
        counters.rejected();
        reply(wire, status, JSON, error(why));
        return null;
    }

    private void complete(Wire wire, String json) {
        counters.completed();
        reply(wire, 200, JSON, json);
    }

    private void thread(LlmRequest request, Wire wire) {
        try {
            Object given = Json.read(request.body()) instanceof Map<?, ?> fields ? fields.get("thread_id") : null;
            String id =
                    given instanceof String named ? named : UUID.randomUUID().toString();
            complete(
                    wire,
                    "{\"thread_id\":" + Json.quoted(id) + ",\"metadata\":{},\"status\":\"idle\",\"values\":null}");
        } catch (IllegalArgumentException e) {
            reject(wire, 400, String.valueOf(e.getMessage()));
        }
    }

    private @Nullable Answer ask(Api api, LlmRequest request, Wire wire, Loop loop) {
        Ask ask;
        Pattern pattern;
        try {
            ask = Ask.of(api, request.body());
            String asked = request.header(PATTERN_HEADER);
            pattern = asked.isEmpty() ? settings.pattern() : Pattern.parse(asked);
        } catch (IllegalArgumentException e) {
            return reject(wire, 400, String.valueOf(e.getMessage()));
        }
        if (isRefused(pattern, request.body(), wire)) {
            counters.rejected();
            return null;
        }
        Text text = Text.of(pattern, ask.prompt(), settings.chunks());
        Script script = new Script(pattern, text, Dialect.of(ask, numbers.incrementAndGet()));
        return new Answer(ask, script, wire, loop, this);
    }

    private boolean isRefused(Pattern pattern, String body, Wire wire) {
        if (pattern.has(Trait.CLOSE_IDLE) && wire.isReused()) {
            wire.die();
        } else if (pattern.has(Trait.REFUSE) && isNew(body)) {
            wire.refuse();
        } else if (pattern.has(Trait.GOAWAY_REFUSE) && isNew(body)) {
            wire.goAwayWithoutThis();
        } else {
            return false;
        }
        return true;
    }

    /** Whether a body came for the first, third, fifth … time. */
    private boolean isNew(String body) {
        synchronized (refused) {
            if (refused.remove(body)) {
                return false;
            }
            if (refused.size() == REFUSED_MAX) {
                refused.remove(refused.iterator().next());
            }
            return refused.add(body);
        }
    }

    /** What an answer says to this message, all its chunks together. */
    String text(String prompt, Pattern otherPattern) {
        return Text.of(otherPattern, prompt, settings.chunks()).whole();
    }
}
