package dev.usher.daemon;

import dev.usher.config.Setting;
import dev.usher.config.Values;
import dev.usher.daemon.exec.Handlers;
import dev.usher.daemon.receive.HandoffRules;
import dev.usher.daemon.receive.Service;
import dev.usher.daemon.receive.Share;
import dev.usher.daemon.receive.StartException;
import dev.usher.daemon.stream.EventFormat;
import dev.usher.daemon.stream.StreamSettings;
import dev.usher.loop.Loops;
import dev.usher.loop.Transport;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.function.IntPredicate;

/**
 * What a seat's settings ask for, as its parts understand it. Reading is all that happens here: only {@link #service}
 * and {@link #exec} make something that has to be closed.
 *
 * @param streams the limits of each stream
 * @param format how a token becomes an event
 * @param rules who may hand over, and how
 */
record SeatPlan(StreamSettings streams, EventFormat format, HandoffRules rules) {
    /** Reads the settings of a seat, see {@link SeatSettings}. */
    static SeatPlan of(Values values) {
        return new SeatPlan(streams(values), format(values), rules(values));
    }

    /**
     * The event loops, one a core where nothing was set; the caller closes them.
     *
     * @throws StartException where this machine does not have the transport; the message is meant for people
     */
    static Loops startLoops(Values values) throws StartException {
        int count = values.find(SeatSettings.EVENT_LOOPS)
                .orElse(Runtime.getRuntime().availableProcessors());
        try {
            return Loops.start("seat", count, Transport.named(values.get(SeatSettings.TRANSPORT)));
        } catch (UncheckedIOException e) {
            throw new StartException(String.valueOf(e.getMessage()), e);
        }
    }

    /** The backend's name as its setting has it, for the metrics. */
    static String backendName(Values values) {
        return values.get(SeatSettings.BACKEND).word();
    }

    /**
     * What is done for the clients; the caller closes it.
     *
     * @throws StartException where the backend lacks something; the message is meant for people
     */
    static Service service(Values values) throws StartException {
        return switch (values.get(SeatSettings.BACKEND)) {
            case MOCK, TYPING, OPENAI, ANTHROPIC, LANGGRAPH -> Sources.service(values);
            case EXEC ->
                exec(
                        values,
                        values.find(SeatSettings.EXEC_COMMAND)
                                .orElseThrow(
                                        () -> new StartException(
                                                "Backend exec needs a program to run: --exec-command, or ExecCommand PROGRAM [ARG...]")));
        };
    }

    /**
     * A program for each client, whatever {@link SeatSettings#BACKEND} says; the caller closes it.
     *
     * @param command the program, looked for on PATH where it has no slash, and its arguments
     */
    static Service exec(Values values, List<String> command) throws StartException {
        if (values.isSet(SeatSettings.MAX_STREAMS_PER_USER)) {
            throw new StartException(
                    "MaxStreamsPerUser cannot be kept where a program runs for each client: the handoff data are"
                            + " the program's, and nobody else reads user_id. Leave it out, or set MaxStreamsPerAddress or MaxProcesses");
        }
        return Handlers.start(command, values.get(SeatSettings.MAX_PROCESSES));
    }

    /** How many streams a user may have. */
    static Share users(Values values) {
        return share(values, SeatSettings.MAX_STREAMS_PER_USER);
    }

    /** How many streams a client's address may have. */
    static Share addresses(Values values) {
        return share(values, SeatSettings.MAX_STREAMS_PER_ADDRESS);
    }

    private static Share share(Values values, Setting<Integer> most) {
        return values.find(most).map(Share::of).orElseGet(Share::unlimited);
    }

    private static HandoffRules rules(Values values) {
        IntPredicate maySend = values.find(SeatSettings.ALLOWED_SENDERS)
                .<IntPredicate>map(allowed -> uid -> allowed.stream().anyMatch(sender -> sender.uid() == uid))
                .orElse(_ -> true);
        return new HandoffRules(
                values.get(SeatSettings.SOCKET_TYPE).type(),
                values.get(SeatSettings.SOCKET_MODE),
                maySend,
                values.get(SeatSettings.TAKE_OVER));
    }

    /** Clients of the reference know what a typist types by another name. */
    private static EventFormat format(Values values) {
        EventFormatName name = values.get(SeatSettings.EVENT_FORMAT);
        return name == EventFormatName.JSON && values.get(SeatSettings.BACKEND) == BackendName.TYPING
                ? EventFormat.characters()
                : name.format();
    }

    private static StreamSettings streams(Values values) {
        return new StreamSettings(
                millis(values.get(SeatSettings.HEARTBEAT_INTERVAL)),
                millis(values.get(SeatSettings.FIRST_BYTE_TIMEOUT)),
                millis(values.get(SeatSettings.IDLE_TIMEOUT)),
                millis(values.get(SeatSettings.MAX_STREAM_DURATION)),
                millis(values.get(SeatSettings.CLIENT_WRITE_TIMEOUT)));
    }

    private static long millis(Duration duration) {
        return duration.toMillis();
    }
}
