package dev.usher.daemon;

import static dev.usher.config.Context.DAEMON;
import static dev.usher.config.Context.SERVER;

import dev.usher.config.CommonSettings;
import dev.usher.config.SectionType;
import dev.usher.config.Setting;
import dev.usher.config.ValueType;
import dev.usher.config.ValueTypes;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** The settings of a seat, each declared once, and the section they stand in. */
public final class SeatSettings {
    /** {@code <StreamingDaemon PATH>}. */
    public static final SectionType<Path> SECTION = SectionType.of("StreamingDaemon", ValueTypes.path())
            .in(SERVER)
            .opens(DAEMON)
            .help("A streaming daemon that listens on the Unix socket PATH.");

    /** Where tokens come from. */
    public static final Setting<BackendName> BACKEND = Setting.oneOf("Backend", BackendName.class)
            .in(DAEMON)
            .byDefault("mock")
            .help("Where the daemon's tokens come from.");

    /** None besides the one. */
    public static final Setting<List<BackendName>> BACKENDS = Setting.oneOf("Backends", BackendName.class)
            .eachWord()
            .in(DAEMON)
            .help("The backends that a handoff may choose by its backend field, besides the one that Backend names.");

    /** The mock's pace. */
    public static final Setting<Duration> MESSAGE_DELAY = Setting.duration(
                    "MessageDelay", Duration.ZERO, Duration.ofHours(1))
            .in(DAEMON)
            .byDefault("50ms")
            .reloadable()
            .help("Pause between two messages of the mock backend.");

    /** The typist's pace: the reference's at 100. */
    public static final Setting<Integer> TYPING_PACE = Setting.integer("TypingPace", 0, 10_000)
            .in(DAEMON)
            .byDefault("100")
            .reloadable()
            .help("Pauses of the typing backend, in percent of a typist's; 0 types without pauses.");

    /** How a token becomes an event. */
    public static final Setting<EventFormatName> EVENT_FORMAT = Setting.oneOf("EventFormat", EventFormatName.class)
            .in(DAEMON)
            .byDefault("text")
            .reloadable()
            .help("How a token is written as a server-sent event.");

    /** Comments while the source is silent. */
    public static final Setting<Duration> HEARTBEAT_INTERVAL = Setting.duration(
                    "HeartbeatInterval", Duration.ZERO, Duration.ofHours(1))
            .in(DAEMON)
            .byDefault("15s")
            .reloadable()
            .help("Silence after which a comment is sent to a client; 0s sends none.");

    /** 60 s: models that think before they speak take tens of seconds. */
    public static final Setting<Duration> FIRST_BYTE_TIMEOUT = Setting.duration(
                    "FirstByteTimeout", Duration.ZERO, Duration.ofHours(24))
            .in(DAEMON)
            .byDefault("60s")
            .reloadable()
            .help("Longest wait for a backend's first sign of life; 0s waits for ever.");

    /** Twice the wait for the first token: a pause in the middle is rarer, and costs more to give up. */
    public static final Setting<Duration> IDLE_TIMEOUT = Setting.duration(
                    "IdleTimeout", Duration.ZERO, Duration.ofHours(24))
            .in(DAEMON)
            .byDefault("2m")
            .reloadable()
            .help("Longest silence of a backend after its first sign of life; 0s waits for ever.");

    /** The reference's 300 s. */
    public static final Setting<Duration> MAX_STREAM_DURATION = Setting.duration(
                    "MaxStreamDuration", Duration.ZERO, Duration.ofHours(24))
            .in(DAEMON)
            .byDefault("5m")
            .reloadable()
            .help("Longest stream; 0s sets no limit.");

    /** The reference's 30 s. */
    public static final Setting<Duration> CLIENT_WRITE_TIMEOUT = Setting.duration(
                    "ClientWriteTimeout", Duration.ZERO, Duration.ofHours(1))
            .in(DAEMON)
            .byDefault("30s")
            .reloadable()
            .help("Longest time a client may read nothing while something waits for it; 0s sets no limit.");

    /** The reference's 120 s. */
    public static final Setting<Duration> DRAIN_TIMEOUT = Setting.duration(
                    "DrainTimeout", Duration.ZERO, Duration.ofHours(24))
            .in(DAEMON)
            .byDefault("2m")
            .reloadable()
            .help("How long running streams may take to end when the daemon is told to stop.");

    /** The reference's 50,000. */
    public static final Setting<Integer> MAX_CONNECTIONS = Setting.integer("MaxConnections", 1, 10_000_000)
            .in(DAEMON)
            .byDefault("50000")
            .reloadable()
            .help("Most clients at a time; further ones get 503. Lowered to what the limit of open files allows.");

    /** No default: what one user may take depends on what the site sells. */
    public static final Setting<Integer> MAX_STREAMS_PER_USER = Setting.integer("MaxStreamsPerUser", 1, 10_000_000)
            .in(DAEMON)
            .reloadable()
            .help(
                    "Most streams at a time of one user, as user_id of the handoff data names it; further ones get 429. No"
                            + " limit unless set, and none for handoffs without a user_id.");

    /** No default: behind a proxy all clients have one address. */
    public static final Setting<Integer> MAX_STREAMS_PER_ADDRESS = Setting.integer(
                    "MaxStreamsPerAddress", 1, 10_000_000)
            .in(DAEMON)
            .reloadable()
            .help(
                    "Most streams at a time of one client address, which for IPv6 is the /64 prefix; further ones get 429. No"
                            + " limit unless set, and none for clients that come by a Unix socket.");

    /** Whoever may write to the socket may hand clients over. */
    public static final Setting<Integer> SOCKET_MODE = Setting.octalMode("SocketMode")
            .in(DAEMON)
            .byDefault("0660")
            .help("Permission bits of the daemon's socket.");

    /** What the reference's module speaks. */
    public static final Setting<SocketTypeName> SOCKET_TYPE = Setting.oneOf("SocketType", SocketTypeName.class)
            .in(DAEMON)
            .byDefault("seqpacket")
            .help("Type of the daemon's socket.");

    /** Off: what serves is not to be displaced by mistake. */
    public static final Setting<Boolean> TAKE_OVER = Setting.flag("TakeOver")
            .in(DAEMON)
            .byDefault("Off")
            .help("On: a daemon that serves the socket already is relieved; it lets its streams end and stops.");

    /** What the exec backend runs. */
    public static final Setting<List<String>> EXEC_COMMAND = Setting.of(
                    "ExecCommand", ValueType.of("PROGRAM [ARG...]", 1, Integer.MAX_VALUE, List::copyOf))
            .in(DAEMON)
            .help("The program the exec backend runs for each client, and its arguments.");

    /** Each is a process of the machine's: a few hundred scripts are what a small one has memory for. */
    public static final Setting<Integer> MAX_PROCESSES = Setting.integer("MaxProcesses", 1, 100_000)
            .in(DAEMON)
            .byDefault("256")
            .help("Most programs of the exec backend at a time; further clients get 503.");

    /** No default: whoever may write to the socket. */
    public static final Setting<List<AllowedSender>> ALLOWED_SENDERS = Setting.of("AllowedSenders", AllowedSender.TYPE)
            .in(DAEMON)
            .eachWord()
            .help(
                    "The users, by name or number, who may hand clients over (clients of others get 403); unless set, all who"
                            + " may write to the socket.");

    /** The reference's address. */
    public static final Setting<MetricsAddress> METRICS_ADDR = Setting.of("MetricsAddr", MetricsAddress.TYPE)
            .in(DAEMON)
            .byDefault("127.0.0.1:9090")
            .help("Where metrics, health and the status page are to be had; off for nowhere.");

    /** Off: the error log has a line for each stream already. */
    public static final Setting<AccessLogTarget> ACCESS_LOG = Setting.of("AccessLog", AccessLogTarget.TYPE)
            .in(DAEMON)
            .byDefault("off")
            .help("A file that gets a line for each client when it has gone; - is standard output. Its form is that of"
                    + " LogLineFormat.");

    /** Of the whole process; {@code LogFormat} is httpd's, for the door's access logs. */
    public static final Setting<LogLineFormat> LOG_LINE_FORMAT = Setting.oneOf("LogLineFormat", LogLineFormat.class)
            .in(SERVER)
            .flagName("log-format")
            .byDefault("text")
            .help("How the error log, and each daemon's AccessLog, write a line: text for people, json for an object a"
                    + " line.");

    /** No default: one a core. */
    public static final Setting<Integer> EVENT_LOOPS = Setting.integer("EventLoops", 1, 1024)
            .in(DAEMON)
            .help("Event loops of the daemon; one for each processor unless set.");

    /** The door's as well. */
    public static final Setting<String> TRANSPORT = CommonSettings.TRANSPORT;

    private SeatSettings() {}

    /** Those of a seat that runs a program for each client and does nothing else. */
    public static List<Setting<?>> ofExec() {
        return List.of(
                MAX_PROCESSES,
                MAX_CONNECTIONS,
                MAX_STREAMS_PER_ADDRESS,
                MAX_STREAM_DURATION,
                CLIENT_WRITE_TIMEOUT,
                DRAIN_TIMEOUT,
                SOCKET_MODE,
                SOCKET_TYPE,
                ALLOWED_SENDERS,
                ACCESS_LOG,
                METRICS_ADDR,
                EVENT_LOOPS,
                TRANSPORT);
    }

    /** Those of a seat that streams what code of a program's own says, see {@link Seat#at}. */
    public static List<Setting<?>> ofCode() {
        return List.of(
                EVENT_FORMAT,
                HEARTBEAT_INTERVAL,
                FIRST_BYTE_TIMEOUT,
                IDLE_TIMEOUT,
                MAX_STREAM_DURATION,
                CLIENT_WRITE_TIMEOUT,
                DRAIN_TIMEOUT,
                MAX_CONNECTIONS,
                MAX_STREAMS_PER_USER,
                MAX_STREAMS_PER_ADDRESS,
                SOCKET_MODE,
                SOCKET_TYPE,
                TAKE_OVER,
                ALLOWED_SENDERS,
                ACCESS_LOG,
                METRICS_ADDR,
                EVENT_LOOPS,
                TRANSPORT);
    }

    /** Those of the process that a seat looks at, too; they stand outside its section. */
    public static List<Setting<?>> ofProcess() {
        return List.of(LOG_LINE_FORMAT);
    }

    /** All of them, in the order of the documentation. */
    public static List<Setting<?>> all() {
        List<Setting<?>> all = new ArrayList<>(ofSeat());
        all.addAll(ModelSettings.all());
        all.addAll(AttachmentSettings.all());
        return List.copyOf(all);
    }

    private static List<Setting<?>> ofSeat() {
        return List.of(
                BACKEND,
                BACKENDS,
                MESSAGE_DELAY,
                TYPING_PACE,
                EVENT_FORMAT,
                HEARTBEAT_INTERVAL,
                FIRST_BYTE_TIMEOUT,
                IDLE_TIMEOUT,
                MAX_STREAM_DURATION,
                CLIENT_WRITE_TIMEOUT,
                DRAIN_TIMEOUT,
                MAX_CONNECTIONS,
                MAX_STREAMS_PER_USER,
                MAX_STREAMS_PER_ADDRESS,
                EXEC_COMMAND,
                MAX_PROCESSES,
                SOCKET_MODE,
                SOCKET_TYPE,
                TAKE_OVER,
                ALLOWED_SENDERS,
                ACCESS_LOG,
                METRICS_ADDR,
                EVENT_LOOPS,
                TRANSPORT);
    }
}
