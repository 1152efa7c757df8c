package dev.usher.daemon;

import dev.usher.config.Setting;
import dev.usher.config.Values;
import dev.usher.daemon.attach.FileDesk;
import dev.usher.daemon.backend.Backend;
import dev.usher.daemon.backend.BackendChoice;
import dev.usher.daemon.backend.MockBackend;
import dev.usher.daemon.backend.TypingBackend;
import dev.usher.daemon.model.AnthropicBackend;
import dev.usher.daemon.model.AnthropicSettings;
import dev.usher.daemon.model.LangGraphBackend;
import dev.usher.daemon.model.LangGraphServer;
import dev.usher.daemon.model.LangGraphSettings;
import dev.usher.daemon.model.OpenAiBackend;
import dev.usher.daemon.model.OpenAiSettings;
import dev.usher.daemon.receive.StartException;
import dev.usher.daemon.upstream.Breaker;
import dev.usher.daemon.upstream.HttpUpstream;
import dev.usher.daemon.upstream.TransportSettings;
import dev.usher.daemon.upstream.UpstreamClient;
import dev.usher.daemon.upstream.UpstreamTarget;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The backends that a seat's settings name, and the upstreams they ask, which it owns. Nothing is connected by making it. The
 * settings may be read again: the backends are others then, and the upstreams the same. By one thread at a time.
 */
final class Sources implements AutoCloseable {
    /** A key longer than this is some other file. */
    private static final int KEY_BYTES_MAX = 16 * 1024;

    private Values values;
    private final Map<String, HttpUpstream> upstreams = new LinkedHashMap<>();
    private Map<String, String> keys = new HashMap<>(); // what was read, by where it stands
    private @Nullable FileDesk desk; // where a backend asks a model

    private Sources(Values values) {
        this.values = values;
    }

    /**
     * What the seat's clients are served with; the caller closes it.
     *
     * @throws StartException where a backend lacks something; the message is meant for people
     */
    static AskingService service(Values values) throws StartException {
        Sources sources = new Sources(values);
        boolean made = false;
        try {
            AskingService service = new AskingService(sources, sources.backend(), SeatPlan.users(values));
            made = true;
            return service;
        } finally {
            if (!made) {
                sources.close();
            }
        }
    }

    /** The upstreams that the backends ask. */
    List<HttpUpstream> upstreams() {
        return List.copyOf(upstreams.values());
    }

    /**
     * Backends as newer settings want them, which ask the same upstreams.
     *
     * @param newer differs from those before in settings alone that can be reloaded
     * @throws StartException where a key cannot be read; the message is meant for people
     */
    Renewed renew(Values newer) throws StartException {
        Values oldValues = values;
        Map<String, String> oldKeys = keys;
        try {
            values = newer;
            keys = new HashMap<>();
            return new Renewed(backend(), newer, keys);
        } finally {
            values = oldValues;
            keys = oldKeys;
        }
    }

    /** Where keys stand that are others now, in settings that name the same file. */
    List<String> changedKeys(Renewed by) {
        return keys.entrySet().stream()
                .filter(old ->
                        !by.keys.getOrDefault(old.getKey(), old.getValue()).equals(old.getValue()))
                .map(Map.Entry::getKey)
                .sorted()
                .toList();
    }

    /** What was renewed is what counts from now on. */
    void adopt(Renewed renewed) {
        values = renewed.values;
        keys = renewed.keys;
    }

    /**
     * What newer settings have come to.
     *
     * @param backend for the clients that come from now on
     * @param values the settings
     * @param keys what was read, by where it stands
     */
    record Renewed(Backend backend, Values values, Map<String, String> keys) {
        /** Never the keys. */
        @Override
        public String toString() {
            return "Renewed";
        }
    }

    private Backend backend() throws StartException {
        BackendName first = values.get(SeatSettings.BACKEND);
        Set<BackendName> all = EnumSet.of(first);
        all.addAll(values.find(SeatSettings.BACKENDS).orElse(List.of()));
        if (all.contains(BackendName.EXEC)) {
            throw new StartException(
                    "Backends cannot have exec: a program answers its client itself. Give it a seat of its"
                            + " own, with Backend exec");
        }
        Map<String, Backend> byName = new LinkedHashMap<>();
        for (BackendName name : all) {
            byName.put(name.word(), backend(name));
        }
        return new BackendChoice(byName, first.word());
    }

    private Backend backend(BackendName name) throws StartException {
        return switch (name) {
            case MOCK -> new MockBackend(values.get(SeatSettings.MESSAGE_DELAY).toMillis());
            case TYPING -> new TypingBackend(values.get(SeatSettings.TYPING_PACE));
            case OPENAI -> openAi();
            case ANTHROPIC -> anthropic();
            case LANGGRAPH -> langGraph();
            case EXEC -> throw new IllegalStateException("exec is no source");
        };
    }

    private Backend openAi() throws StartException {
        UpstreamTarget base = target(ModelSettings.OPENAI_BASE, ModelSettings.OPENAI_SOCKET);
        Supplier<String> key = key(ModelSettings.OPENAI_KEY, ModelSettings.OPENAI_KEY_FILE);
        return new OpenAiBackend(
                new OpenAiSettings(base, key, values.get(ModelSettings.OPENAI_MODEL)), client("openai", base), desk());
    }

    private Backend anthropic() throws StartException {
        UpstreamTarget base = target(ModelSettings.ANTHROPIC_BASE, ModelSettings.ANTHROPIC_SOCKET);
        Supplier<String> key = key(ModelSettings.ANTHROPIC_KEY, ModelSettings.ANTHROPIC_KEY_FILE);
        AnthropicSettings settings = new AnthropicSettings(
                base, key, values.get(ModelSettings.ANTHROPIC_MODEL), values.get(ModelSettings.ANTHROPIC_MAX_TOKENS));
        return new AnthropicBackend(settings, client("anthropic", base), desk());
    }

    private Backend langGraph() throws StartException {
        UpstreamTarget base = target(ModelSettings.LANGGRAPH_BASE, ModelSettings.LANGGRAPH_SOCKET);
        Supplier<String> key = key(ModelSettings.LANGGRAPH_KEY, ModelSettings.LANGGRAPH_KEY_FILE);
        LangGraphServer server = server("langgraph", base, key, values.get(ModelSettings.LANGGRAPH_ASSISTANT));
        Map<String, LangGraphServer> profiles = new HashMap<>();
        for (LangGraphProfile profile :
                values.find(ModelSettings.LANGGRAPH_PROFILE).orElse(List.of())) {
            Supplier<String> own = profile.keyFile().isEmpty()
                    ? () -> ""
                    : constant(read("LangGraphProfile", profile.keyFile().get()));
            String assistant = profile.assistant().orElse(values.get(ModelSettings.LANGGRAPH_ASSISTANT));
            if (profiles.containsKey(profile.name())) {
                throw new StartException("LangGraphProfile " + profile.name() + " is there twice");
            }
            profiles.put(profile.name(), server("langgraph profile " + profile.name(), profile.base(), own, assistant));
        }
        Map<UpstreamTarget, UpstreamClient> allowed = new HashMap<>();
        for (UpstreamTarget other :
                values.find(ModelSettings.LANGGRAPH_ALLOWED_URLS).orElse(List.of())) {
            if (!allowed.containsKey(other)) {
                allowed.put(other, client("langgraph at " + other, other));
            }
        }
        return new LangGraphBackend(server, profiles, allowed.isEmpty() ? null : allowed::get, desk());
    }

    private LangGraphServer server(String name, UpstreamTarget base, Supplier<String> key, String assistant)
            throws StartException {
        LangGraphSettings settings = new LangGraphSettings(
                base,
                key,
                assistant,
                values.get(ModelSettings.LANGGRAPH_STREAM_MODE),
                values.get(ModelSettings.LANGGRAPH_CONTENT_FORMAT));
        return new LangGraphServer(settings, client(name, base));
    }

    /** One for all backends. */
    private FileDesk desk() throws StartException {
        FileDesk open = desk == null ? Attachments.open(values) : desk;
        desk = open;
        return open;
    }

    private UpstreamTarget target(Setting<UpstreamTarget> base, Setting<Path> socket) {
        UpstreamTarget target = values.get(base);
        return values.find(socket).map(target::by).orElse(target);
    }

    /** No two have the same name: the metrics tell them apart by it. */
    private HttpUpstream client(String name, UpstreamTarget target) throws StartException {
        HttpUpstream known = upstreams.get(name);
        if (known != null) {
            return known;
        }
        try {
            HttpUpstream upstream = HttpUpstream.open(target, transport(), new Breaker(name, System::nanoTime));
            upstreams.put(name, upstream);
            return upstream;
        } catch (IOException e) {
            throw new StartException("cannot ask " + target + ": " + e.getMessage(), e);
        }
    }

    private TransportSettings transport() {
        return new TransportSettings(
                values.get(ModelSettings.UPSTREAM_HTTP),
                values.get(ModelSettings.CONNECT_TIMEOUT).toMillis(),
                values.get(ModelSettings.UPSTREAM_STREAM_WINDOW).intValue(),
                values.get(ModelSettings.UPSTREAM_CONNECTION_WINDOW).intValue(),
                values.get(ModelSettings.UPSTREAM_PING).toMillis(),
                values.find(ModelSettings.UPSTREAM_CA),
                values.get(ModelSettings.UPSTREAM_INSECURE),
                TransportSettings.DEFAULT.idleConnectionsMax());
    }

    /** From the file where there is one, else the setting's; none is an empty key. */
    private Supplier<String> key(Setting<String> key, Setting<Path> file) throws StartException {
        Optional<Path> at = values.find(file);
        return constant(
                at.isPresent()
                        ? read(file.name(), at.get())
                        : checked(key.name(), values.find(key).orElse("")));
    }

    private static Supplier<String> constant(String key) {
        return () -> key;
    }

    private String read(String setting, Path file) throws StartException {
        try {
            if (Files.size(file) > KEY_BYTES_MAX) {
                throw new StartException(
                        setting + " " + file + " is no key: it has more than " + KEY_BYTES_MAX + " bytes");
            }
            String key = checked(setting + " " + file, Files.readString(file).strip());
            keys.put(setting + " " + file, key);
            return key;
        } catch (IOException e) {
            throw new StartException(setting + " " + file + " cannot be read: " + e, e);
        }
    }

    private static String checked(String what, String key) throws StartException {
        if (!key.chars().allMatch(c -> c > ' ' && c < 0x7F)) {
            throw new StartException(what + " holds characters that no key has (blanks, line ends, or beyond ASCII)");
        }
        return key;
    }

    @Override
    public void close() {
        upstreams.values().forEach(HttpUpstream::close);
        if (desk != null) {
            desk.close();
        }
    }
}
