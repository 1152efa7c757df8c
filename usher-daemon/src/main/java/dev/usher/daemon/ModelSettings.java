package dev.usher.daemon;

import static dev.usher.config.Context.DAEMON;

import dev.usher.config.Setting;
import dev.usher.config.ValueTypes;
import dev.usher.daemon.model.AnthropicSettings;
import dev.usher.daemon.model.LangGraphSettings;
import dev.usher.daemon.model.OpenAiSettings;
import dev.usher.daemon.model.PartFormat;
import dev.usher.daemon.upstream.UpstreamHttp;
import dev.usher.daemon.upstream.UpstreamTarget;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** The settings of the backends that ask a language model, and of how they ask, each declared once. */
public final class ModelSettings {
    private static final long WINDOW_MAX = Integer.MAX_VALUE;

    /** Where OpenAI's API is, or one that is compatible. */
    static final Setting<UpstreamTarget> OPENAI_BASE = Setting.of("OpenAiBase", BaseUrl.TYPE)
            .flagName("openai-base")
            .variable("OPENAI_API_BASE")
            .in(DAEMON)
            .byDefault(OpenAiSettings.BASE_DEFAULT)
            .help("Where the openai backend's API is: the URL in front of /chat/completions.");

    /** A proxy on the same machine. */
    static final Setting<Path> OPENAI_SOCKET = Setting.path("OpenAiSocket")
            .flagName("openai-socket")
            .variable("OPENAI_API_SOCKET")
            .in(DAEMON)
            .help("A Unix socket by which the openai backend's API is reached.");

    /** Never a flag. */
    static final Setting<String> OPENAI_KEY = Setting.text("OpenAiKey")
            .flagName("openai-key")
            .variable("OPENAI_API_KEY")
            .withoutFlag()
            .secret()
            .in(DAEMON)
            .reloadable()
            .help("The openai backend's key. A file of its own is better: OpenAiKeyFile.");

    /** Read anew when the seat reloads. */
    static final Setting<Path> OPENAI_KEY_FILE = Setting.path("OpenAiKeyFile")
            .flagName("openai-key-file")
            .in(DAEMON)
            .reloadable()
            .help("A file that holds the openai backend's key.");

    /** The reference's default. */
    static final Setting<String> OPENAI_MODEL = Setting.text("OpenAiModel")
            .alias("DefaultModel")
            .flagName("openai-model")
            .in(DAEMON)
            .byDefault(OpenAiSettings.MODEL_DEFAULT)
            .reloadable()
            .help("The model the openai backend asks for where a handoff names none.");

    /** Where Anthropic's API is. */
    static final Setting<UpstreamTarget> ANTHROPIC_BASE = Setting.of("AnthropicBase", BaseUrl.TYPE)
            .variable("ANTHROPIC_BASE_URL")
            .in(DAEMON)
            .byDefault(AnthropicSettings.BASE_DEFAULT)
            .help("Where the anthropic backend's API is: the URL in front of /v1/messages.");

    /** A proxy on the same machine. */
    static final Setting<Path> ANTHROPIC_SOCKET = Setting.path("AnthropicSocket")
            .in(DAEMON)
            .help("A Unix socket by which the anthropic backend's API is reached.");

    /** Never a flag. */
    static final Setting<String> ANTHROPIC_KEY = Setting.text("AnthropicKey")
            .variable("ANTHROPIC_API_KEY")
            .withoutFlag()
            .secret()
            .in(DAEMON)
            .reloadable()
            .help("The anthropic backend's key. A file of its own is better: AnthropicKeyFile.");

    /** Read anew when the seat reloads. */
    static final Setting<Path> ANTHROPIC_KEY_FILE = Setting.path("AnthropicKeyFile")
            .in(DAEMON)
            .reloadable()
            .help("A file that holds the anthropic backend's key.");

    /** A small model. */
    static final Setting<String> ANTHROPIC_MODEL = Setting.text("AnthropicModel")
            .in(DAEMON)
            .byDefault(AnthropicSettings.MODEL_DEFAULT)
            .reloadable()
            .help("The model the anthropic backend asks for where a handoff names none.");

    /** The API wants one. */
    static final Setting<Integer> ANTHROPIC_MAX_TOKENS = Setting.integer("AnthropicMaxTokens", 1, 10_000_000)
            .in(DAEMON)
            .byDefault(Integer.toString(AnthropicSettings.MAX_TOKENS_DEFAULT))
            .reloadable()
            .help("The longest answer the anthropic backend asks for, in tokens, where a handoff does not say.");

    /** Where the graphs are. */
    static final Setting<UpstreamTarget> LANGGRAPH_BASE = Setting.of("LangGraphBase", BaseUrl.TYPE)
            .flagName("langgraph-base")
            .variable("LANGGRAPH_API_BASE")
            .in(DAEMON)
            .byDefault(LangGraphSettings.BASE_DEFAULT)
            .help("Where the langgraph backend's server is: the URL in front of /runs/stream.");

    /** A server on the same machine. */
    static final Setting<Path> LANGGRAPH_SOCKET = Setting.path("LangGraphSocket")
            .flagName("langgraph-socket")
            .variable("LANGGRAPH_API_SOCKET")
            .in(DAEMON)
            .help("A Unix socket by which the langgraph backend's server is reached.");

    /** Never a flag. */
    static final Setting<String> LANGGRAPH_KEY = Setting.text("LangGraphKey")
            .flagName("langgraph-key")
            .variable("LANGGRAPH_API_KEY")
            .withoutFlag()
            .secret()
            .in(DAEMON)
            .reloadable()
            .help("The langgraph backend's key. A file of its own is better: LangGraphKeyFile.");

    /** Read anew when the seat reloads. */
    static final Setting<Path> LANGGRAPH_KEY_FILE = Setting.path("LangGraphKeyFile")
            .flagName("langgraph-key-file")
            .in(DAEMON)
            .reloadable()
            .help("A file that holds the langgraph backend's key.");

    /** The graph. */
    static final Setting<String> LANGGRAPH_ASSISTANT = Setting.text("LangGraphAssistant")
            .flagName("langgraph-assistant")
            .variable("LANGGRAPH_ASSISTANT_ID")
            .in(DAEMON)
            .byDefault(LangGraphSettings.ASSISTANT_DEFAULT)
            .reloadable()
            .help("The assistant the langgraph backend asks where a handoff names none.");

    /** What is streamed. */
    static final Setting<List<String>> LANGGRAPH_STREAM_MODE = Setting.of("LangGraphStreamMode", ValueTypes.text())
            .flagName("langgraph-stream-mode")
            .variable("LANGGRAPH_STREAM_MODE")
            .eachWord()
            .in(DAEMON)
            .byDefault(LangGraphSettings.STREAM_MODE_DEFAULT)
            .reloadable()
            .help("What the langgraph backend has streamed where a handoff does not say.");

    /** The reference's default. */
    static final Setting<PartFormat> LANGGRAPH_CONTENT_FORMAT = Setting.oneOf(
                    "LangGraphContentFormat", PartFormat.class)
            .flagName("langgraph-content-format")
            .in(DAEMON)
            .byDefault("openai")
            .reloadable()
            .help("How the langgraph backend writes images and attachments: as the model of its graph takes them.");

    /** Servers by name. */
    static final Setting<List<LangGraphProfile>> LANGGRAPH_PROFILE = Setting.of(
                    "LangGraphProfile", LangGraphProfile.TYPE)
            .eachLine()
            .fileOnly()
            .in(DAEMON)
            .help("A LangGraph server that a handoff may choose by its profile field.");

    /** Unless set, a handoff can choose neither hosts nor keys. */
    static final Setting<List<UpstreamTarget>> LANGGRAPH_ALLOWED_URLS = Setting.of("LangGraphAllowedUrls", BaseUrl.TYPE)
            .flagName("langgraph-allowed-urls")
            .eachWord()
            .in(DAEMON)
            .help("The LangGraph servers that a handoff may name by langgraph_url, with a langgraph_api_key of its own;"
                    + " unless set, both fields are refused.");

    /** Which HTTP. */
    static final Setting<UpstreamHttp> UPSTREAM_HTTP = Setting.of("UpstreamHttp", UpstreamHttpName.TYPE)
            .variable("OPENAI_HTTP2_ENABLED", UpstreamHttpName::ofHttp2Enabled)
            .variable("LANGGRAPH_HTTP2_ENABLED", UpstreamHttpName::ofHttp2Enabled)
            .in(DAEMON)
            .byDefault("auto")
            .help(
                    "The HTTP spoken to models: auto is what ALPN chooses over TLS and 1.1 in the clear; 2 in the clear needs a"
                            + " server that speaks it without being asked.");

    /** Beside the system's. */
    static final Setting<Path> UPSTREAM_CA = Setting.path("UpstreamCa")
            .in(DAEMON)
            .help("A file of certificates (PEM) that models' servers may be vouched for by, beside the system's.");

    /** The reference has it. */
    static final Setting<Boolean> UPSTREAM_INSECURE = Setting.flag("UpstreamInsecure")
            .variable("OPENAI_INSECURE_SSL", ModelSettings::onOff)
            .variable("LANGGRAPH_INSECURE_SSL", ModelSettings::onOff)
            .in(DAEMON)
            .byDefault("Off")
            .help("On: models' servers may have any certificate. For tests.");

    /** Name, connection and TLS. */
    static final Setting<Duration> CONNECT_TIMEOUT = Setting.duration(
                    "ConnectTimeout", Duration.ofMillis(1), Duration.ofHours(1))
            .in(DAEMON)
            .byDefault("10s")
            .help("Longest wait for a connection to a model's server, its name and TLS included.");

    /** SETTINGS_INITIAL_WINDOW_SIZE. */
    static final Setting<Long> UPSTREAM_STREAM_WINDOW = Setting.bytes("UpstreamStreamWindow", 1024, WINDOW_MAX)
            .in(DAEMON)
            .byDefault("32K")
            .help("How much of one answer may come in over HTTP/2 while its client does not read.");

    /** Of the whole connection. */
    static final Setting<Long> UPSTREAM_CONNECTION_WINDOW = Setting.bytes(
                    "UpstreamConnectionWindow", 65_535, WINDOW_MAX)
            .in(DAEMON)
            .byDefault("16M")
            .help("How much of all answers on one HTTP/2 connection may be on the way.");

    /** PING. */
    static final Setting<Duration> UPSTREAM_PING = Setting.duration("UpstreamPing", Duration.ZERO, Duration.ofHours(1))
            .in(DAEMON)
            .byDefault("20s")
            .help(
                    "Silence of an HTTP/2 connection after which its server is asked for a sign of life, and given up where"
                            + " none comes for as long again; 0s never asks.");

    private ModelSettings() {}

    private static String onOff(String text) {
        return switch (text) {
            case "true", "1" -> "On";
            case "false", "0" -> "Off";
            default -> text;
        };
    }

    /** All of them, in the order of the documentation. */
    public static List<Setting<?>> all() {
        return List.of(
                OPENAI_BASE,
                OPENAI_SOCKET,
                OPENAI_KEY,
                OPENAI_KEY_FILE,
                OPENAI_MODEL,
                ANTHROPIC_BASE,
                ANTHROPIC_SOCKET,
                ANTHROPIC_KEY,
                ANTHROPIC_KEY_FILE,
                ANTHROPIC_MODEL,
                ANTHROPIC_MAX_TOKENS,
                LANGGRAPH_BASE,
                LANGGRAPH_SOCKET,
                LANGGRAPH_KEY,
                LANGGRAPH_KEY_FILE,
                LANGGRAPH_ASSISTANT,
                LANGGRAPH_STREAM_MODE,
                LANGGRAPH_CONTENT_FORMAT,
                LANGGRAPH_PROFILE,
                LANGGRAPH_ALLOWED_URLS,
                UPSTREAM_HTTP,
                UPSTREAM_CA,
                UPSTREAM_INSECURE,
                CONNECT_TIMEOUT,
                UPSTREAM_STREAM_WINDOW,
                UPSTREAM_CONNECTION_WINDOW,
                UPSTREAM_PING);
    }
}
