package dev.usher.daemon.stream;

import dev.usher.daemon.backend.Failure;
import dev.usher.daemon.backend.HandoffData;
import dev.usher.daemon.backend.TraceContext;
import dev.usher.fd.ErrnoException;
import dev.usher.fd.Fd;
import dev.usher.fd.SocketFacts;
import java.time.Instant;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What an access log says of one client: never a prompt, a token, a key. Exists where there is an access log. Written on the
 * client's loop up to {@link #end}; read by any thread after it was passed on.
 */
public final class Visit {
    /** A user or a backend may be called anything: so much of it is a name. */
    private static final int NAME_CHARS_MAX = 128;

    /** An IPv4 address of a listener for both is written in an IPv6 address's brackets. */
    private static final Pattern MAPPED = Pattern.compile("^\\[([0-9.]+)]");

    private static final int NANOS_PER_MILLI = 1_000_000;

    private final @Nullable String client;
    private final long startNanos = System.nanoTime();
    private final String id;
    private @Nullable String user;
    private @Nullable String backend;
    private @Nullable String model;
    private @Nullable TraceContext trace;
    private @Nullable String error;
    private @Nullable Instant end;
    private String outcome = "";
    private int status;
    private long bytes;
    private int events;
    private long firstNanos = -1;
    private long overNanos = -1;

    private Visit(@Nullable String client, String id) {
        this.client = client;
        this.id = id;
    }

    /**
     * A client's arrival; null where no access log asks for it. On its loop.
     *
     * @param id names it in the logs
     */
    public static @Nullable Visit of(Home home, Fd client, String id) {
        return home.hasVisitLog() ? new Visit(address(client), id) : null;
    }

    private static @Nullable String address(Fd client) {
        try {
            String peer = SocketFacts.of(client).peerAddress();
            return peer.isEmpty() || peer.startsWith("/") || peer.startsWith("@")
                    ? null
                    : MAPPED.matcher(peer).replaceFirst("$1");
        } catch (ErrnoException e) {
            return null;
        }
    }

    /** What the handoff said that is worth a place in the log. */
    void asks(HandoffData data) {
        user = name(data.userId());
        backend = name(data.backend());
        model = data.model();
        trace = data.trace();
    }

    private static @Nullable String name(@Nullable String text) {
        return text == null || text.isEmpty() ? null : text.substring(0, Math.min(text.length(), NAME_CHARS_MAX));
    }

    /** An event that left for the client. */
    void event() {
        events++;
    }

    /** The backend's first sign of life. */
    void heard() {
        firstNanos = System.nanoTime() - startNanos;
    }

    /** What the client is told went wrong. */
    public void failed(Failure why) {
        error = why.code();
        status = why.status();
    }

    /** The answer is over; how long the client then takes to close is no part of it. */
    public void over() {
        if (overNanos < 0) {
            overNanos = System.nanoTime() - startNanos;
        }
    }

    /**
     * The client has gone; nothing changes any more.
     *
     * @param sentStatus 0 where it is that of {@link #failed}, or none was sent, or nobody knows
     * @param sentBytes -1 where nobody knows
     */
    public void end(EndReason why, int sentStatus, long sentBytes) {
        over();
        outcome = why.word();
        status = sentStatus == 0 ? status : sentStatus;
        bytes = sentBytes;
        end = Instant.now();
    }

    /** When it ended. */
    public Instant end() {
        return end == null ? Instant.EPOCH : end;
    }

    /** The name in the logs. */
    public String id() {
        return id;
    }

    /** Address and port of the client's end of its TCP connection. */
    public Optional<String> client() {
        return Optional.ofNullable(client);
    }

    /** The handoff's {@code user_id}, its first {@value #NAME_CHARS_MAX} characters. */
    public Optional<String> user() {
        return Optional.ofNullable(user);
    }

    /** The backend that the handoff asked for by name. */
    public Optional<String> backend() {
        return Optional.ofNullable(backend);
    }

    /** The model that the handoff asked for by name. */
    public Optional<String> model() {
        return Optional.ofNullable(model);
    }

    /** The trace it is part of. */
    public Optional<TraceContext> trace() {
        return Optional.ofNullable(trace);
    }

    /** The code of what the client was told went wrong. */
    public Optional<String> error() {
        return Optional.ofNullable(error);
    }

    /** Why it ended, as {@link EndReason#word} has it. */
    public String outcome() {
        return outcome;
    }

    /** Of HTTP; 0 where none was sent, or nobody knows. */
    public int status() {
        return status;
    }

    /** Bytes sent to the client; -1 where nobody knows. */
    public long bytes() {
        return bytes;
    }

    /** Tokens and other events of the backend's that were sent. */
    public int events() {
        return events;
    }

    /** From the client's arrival to the backend's first sign of life; -1 where there was none. */
    public long firstMillis() {
        return firstNanos < 0 ? -1 : firstNanos / NANOS_PER_MILLI;
    }

    /** From the client's arrival to the end of its answer, or to its departure. */
    public long durationMillis() {
        return Math.max(0, overNanos) / NANOS_PER_MILLI;
    }
}
