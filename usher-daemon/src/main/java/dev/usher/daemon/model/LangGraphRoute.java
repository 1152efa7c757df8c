package dev.usher.daemon.model;

import dev.usher.daemon.upstream.UpstreamClient;
import dev.usher.daemon.upstream.UpstreamTarget;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Which LangGraph server a handoff is for: the configured one, or a configured profile. A host or a key of the handoff's own is
 * refused, unless the configuration allows them; and a key of the configuration never goes to a host of a handoff.
 */
final class LangGraphRoute {
    private static final int NAME_CHARS_MAX = 64;

    /**
     * What the handoff says of it.
     *
     * @param profile null: the configured server
     * @param url null: the profile's
     * @param key null: the profile's
     */
    private record Wish(
            @Nullable String profile,
            @Nullable String url,
            @Nullable String key) {}

    /**
     * The way.
     *
     * @param api the server
     * @param settings how it is asked
     */
    record Way(Api api, LangGraphSettings settings) {}

    private final LangGraphServer server;
    private final Map<String, LangGraphServer> profiles;
    private final @Nullable Elsewhere elsewhere;

    LangGraphRoute(LangGraphServer server, Map<String, LangGraphServer> profiles, @Nullable Elsewhere elsewhere) {
        this.server = server;
        this.profiles = Map.copyOf(profiles);
        this.elsewhere = elsewhere;
    }

    Way of(Handed handed) throws BadRequest {
        Wish wish = wish(handed);
        LangGraphServer chosen = wish.profile == null ? server : profile(wish.profile);
        Api api = new Api("langgraph", chosen.client(), chosen.settings().key());
        if (wish.url != null) {
            api = new Api("langgraph", client(wish.url), () -> "").with(wish.key);
        } else if (wish.key != null) {
            api = api.with(wish.key);
        }
        return new Way(api, chosen.settings());
    }

    /** {@code lg} is {@code PROFILE|URL|KEY} in one; a field of its own says it better. */
    private Wish wish(Handed handed) throws BadRequest {
        String[] joined = part(handed, "lg").split("\\|", 3);
        return new Wish(
                firstOf(handed.text("profile"), joined, 0),
                firstOf(nullIfEmpty(part(handed, "langgraph_url")), joined, 1),
                firstOf(nullIfEmpty(part(handed, "langgraph_api_key")), joined, 2));
    }

    private String part(Handed handed, String field) throws BadRequest {
        String text = handed.text(field);
        if (text == null) {
            return "";
        }
        if (elsewhere == null) {
            throw BadRequest.field(
                    field, "is not allowed: hosts and keys are chosen by the configuration; a profile may be named");
        }
        return text;
    }

    private static @Nullable String firstOf(@Nullable String own, String[] joined, int index) {
        return own != null || joined.length <= index ? own : nullIfEmpty(joined[index]);
    }

    private static @Nullable String nullIfEmpty(String text) {
        return text.isEmpty() ? null : text;
    }

    private LangGraphServer profile(String name) throws BadRequest {
        LangGraphServer named = profiles.get(name);
        if (named == null) {
            String shown = name.substring(0, Math.min(name.length(), NAME_CHARS_MAX));
            throw BadRequest.field("profile", "names no profile of this server: '" + shown + "'");
        }
        return named;
    }

    private UpstreamClient client(String url) throws BadRequest {
        UpstreamTarget target;
        try {
            target = UpstreamTarget.parse(url);
        } catch (IllegalArgumentException _) {
            throw BadRequest.field(
                    "langgraph_url", "must be an http or https URL without a user, a query and a fragment");
        }
        UpstreamClient client = elsewhere == null ? null : elsewhere.client(target);
        if (client == null) {
            throw BadRequest.field("langgraph_url", "names a place that is not allowed");
        }
        return client;
    }
}
