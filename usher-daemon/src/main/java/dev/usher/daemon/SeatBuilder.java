package dev.usher.daemon;

import dev.usher.config.Catalog;
import dev.usher.config.ConfigException;
import dev.usher.config.Overrides;
import dev.usher.config.Setting;
import dev.usher.config.Values;
import dev.usher.daemon.backend.Backend;
import dev.usher.daemon.backend.BlockingBackend;
import dev.usher.daemon.backend.BlockingStreams;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** A seat for code of one's own, step by step; see {@link Seat#at}. For one thread. */
public final class SeatBuilder {
    private static final Catalog CATALOG =
            Catalog.builder().settings(SeatSettings.ofCode()).build();

    private final Path path;
    private final Map<String, List<String>> flags = new LinkedHashMap<>();

    SeatBuilder(Path path) {
        this.path = path;
    }

    /**
     * Sets what is not to be as by default: {@code set("MaxConnections", "2000")}.
     *
     * @param directive the setting's name as a file of {@code usher run} has it, in any case
     * @param value as written there; a setting of several values takes each of its own call
     * @throws IllegalArgumentException where a seat of code has no such setting, or it has no such value
     */
    public SeatBuilder set(String directive, String value) {
        Setting<?> setting = SeatSettings.ofCode().stream()
                .filter(each -> each.name().equalsIgnoreCase(directive))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(
                        "a seat of code has no setting " + directive + "; there are " + names()));
        String flag = setting.flag().orElseThrow();
        Overrides.none(CATALOG).withFlags(Map.of(flag, List.of(value))).problems().stream()
                .findFirst()
                .ifPresent(problem -> {
                    throw new IllegalArgumentException(problem.message().replace(flag, setting.name()));
                });
        flags.computeIfAbsent(flag, _ -> new ArrayList<>()).add(value);
        return this;
    }

    private static String names() {
        return SeatSettings.ofCode().stream().map(Setting::name).collect(Collectors.joining(", "));
    }

    /**
     * Starts, with code that may wait: a virtual thread for each client. It serves when this returns.
     *
     * @throws IOException where the path is taken or cannot be used, or the machine lacks something; the message is meant for
     *     people
     */
    public Seat startBlocking(BlockingBackend code) throws IOException {
        return start(new BlockingStreams(code));
    }

    /**
     * Starts, with code that never waits and runs on the clients' event loops. It serves when this returns.
     *
     * @throws IOException where the path is taken or cannot be used, or the machine lacks something; the message is meant for
     *     people
     */
    public Seat start(Backend backend) throws IOException {
        return Seat.start(path, values(), backend);
    }

    private Values values() {
        try {
            return Overrides.none(CATALOG).withFlags(flags).over(Values.defaults());
        } catch (ConfigException e) {
            throw new IllegalStateException("each value was found good before", e);
        }
    }
}
