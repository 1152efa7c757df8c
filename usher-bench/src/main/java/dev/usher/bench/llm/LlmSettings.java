package dev.usher.bench.llm;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Consumer;

/** How a mock LLM server is to be; unchanging, each {@code with…} gives another one. */
public final class LlmSettings {
    /** The usual number of chunks. */
    public static final int CHUNKS = 18;
    /** The usual pause between two chunks. */
    public static final long DELAY_MILLIS = 50;
    /** The usual number of streams on one HTTP/2 connection. */
    public static final int STREAMS_MAX = 100;

    private static final int STREAM_WINDOW_BYTES = 1 << 20;
    private static final int CONNECTION_WINDOW_BYTES = 1 << 24;
    private static final int NUMBER_MAX = 1_000_000;
    /** RFC 9113, 6.5.2. What HTTP/2 begins with, and the least that a connection's window can be. */
    private static final int WINDOW_BYTES_FIRST = 65_535;

    private InetSocketAddress listen = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    private Optional<Path> socket = Optional.empty();
    private boolean tls;
    private Optional<Path> certificateFile = Optional.empty();
    private int chunks = CHUNKS;
    private long delayMillis = DELAY_MILLIS;
    private long firstDelayMillis;
    private int streamsMax = STREAMS_MAX;
    private int streamWindowBytes = STREAM_WINDOW_BYTES;
    private int connectionWindowBytes = CONNECTION_WINDOW_BYTES;
    private Optional<String> key = Optional.empty();
    private Pattern pattern = Pattern.USUAL;
    private int loops = 1;

    private LlmSettings() {}

    private LlmSettings(LlmSettings other) {
        this.listen = other.listen;
        this.socket = other.socket;
        this.tls = other.tls;
        this.certificateFile = other.certificateFile;
        this.chunks = other.chunks;
        this.delayMillis = other.delayMillis;
        this.firstDelayMillis = other.firstDelayMillis;
        this.streamsMax = other.streamsMax;
        this.streamWindowBytes = other.streamWindowBytes;
        this.connectionWindowBytes = other.connectionWindowBytes;
        this.key = other.key;
        this.pattern = other.pattern;
        this.loops = other.loops;
    }

    /**
     * A free port of 127.0.0.1 in the clear, {@value #CHUNKS} chunks {@value #DELAY_MILLIS} ms apart, the first at once,
     * {@value #STREAMS_MAX} streams a connection, windows of 1 MiB and 16 MiB, one loop.
     */
    public static LlmSettings defaults() {
        return new LlmSettings();
    }

    private LlmSettings with(Consumer<LlmSettings> change) {
        LlmSettings changed = new LlmSettings(this);
        change.accept(changed);
        return changed;
    }

    private static int checked(String what, int value, int least, int most) {
        return (int) checked(what, (long) value, least, most);
    }

    private static long checked(String what, long value, long least, long most) {
        if (value < least || value > most) {
            throw new IllegalArgumentException(what + " must be between " + least + " and " + most + ": " + value);
        }
        return value;
    }

    /** Where to listen over TCP; port 0 is any free one. */
    public LlmSettings withListen(InetSocketAddress address) {
        return with(s -> s.listen = address);
    }

    /** Listens on a Unix socket instead, in the clear; the path must not exist, and is unlinked in the end. */
    public LlmSettings withSocket(Path path) {
        return with(s -> s.socket = Optional.of(path));
    }

    /** TLS with a certificate made at start, with ALPN {@code h2} and {@code http/1.1}. */
    public LlmSettings withTls() {
        return with(s -> s.tls = true);
    }

    /** TLS, and its certificate is written to this file (PEM), which {@code --upstream-ca} can name. */
    public LlmSettings withCertificateFile(Path path) {
        return withTls().with(s -> s.certificateFile = Optional.of(path));
    }

    /** Chunks an answer, 1 to 1,000,000. */
    public LlmSettings withChunks(int count) {
        return with(s -> s.chunks = checked("chunks", count, 1, NUMBER_MAX));
    }

    /** Pause between two chunks, 0 (all at once) to 1,000,000 ms. */
    public LlmSettings withDelayMillis(long millis) {
        return with(s -> s.delayMillis = checked("delayMillis", millis, 0, NUMBER_MAX));
    }

    /** Pause before the head and the first chunk, 0 to 1,000,000 ms. */
    public LlmSettings withFirstDelayMillis(long millis) {
        return with(s -> s.firstDelayMillis = checked("firstDelayMillis", millis, 0, NUMBER_MAX));
    }

    /** HTTP/2's MAX_CONCURRENT_STREAMS, 0 (none announced, none held) to 1,000,000. */
    public LlmSettings withStreamsMax(int count) {
        return with(s -> s.streamsMax = checked("streamsMax", count, 0, NUMBER_MAX));
    }

    /** HTTP/2's windows for what clients send: of a stream (at least 1), of a connection (at least 65,535). */
    public LlmSettings withWindowBytes(int ofStream, int ofConnection) {
        return with(s -> {
            s.streamWindowBytes = checked("the window of a stream", ofStream, 1, Integer.MAX_VALUE);
            s.connectionWindowBytes =
                    checked("the window of a connection", ofConnection, WINDOW_BYTES_FIRST, Integer.MAX_VALUE);
        });
    }

    /** Requests must bring this key, as {@code Authorization: Bearer KEY} or {@code x-api-key: KEY}; 401 else. */
    public LlmSettings withKey(String required) {
        return with(s -> s.key = Optional.of(required));
    }

    /**
     * The pattern of requests that bring no {@code X-Test-Pattern}.
     *
     * @throws IllegalArgumentException where it is none
     */
    public LlmSettings withPattern(String words) {
        return with(s -> s.pattern = Pattern.parse(words));
    }

    /** Event loops, at least 1. */
    public LlmSettings withLoops(int count) {
        return with(s -> s.loops = checked("loops", count, 1, 1024));
    }

    InetSocketAddress listen() {
        return listen;
    }

    Optional<Path> socket() {
        return socket;
    }

    boolean tls() {
        return tls && socket.isEmpty();
    }

    Optional<Path> certificateFile() {
        return certificateFile;
    }

    int chunks() {
        return chunks;
    }

    long delayMillis() {
        return delayMillis;
    }

    long firstDelayMillis() {
        return firstDelayMillis;
    }

    int streamsMax() {
        return streamsMax;
    }

    int streamWindowBytes() {
        return streamWindowBytes;
    }

    int connectionWindowBytes() {
        return connectionWindowBytes;
    }

    Optional<String> key() {
        return key;
    }

    Pattern pattern() {
        return pattern;
    }

    int loops() {
        return loops;
    }
}
