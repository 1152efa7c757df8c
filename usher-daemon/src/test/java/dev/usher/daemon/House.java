package dev.usher.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import dev.usher.config.Catalog;
import dev.usher.config.ConfigException;
import dev.usher.config.Overrides;
import dev.usher.config.Values;
import dev.usher.daemon.backend.Backend;
import dev.usher.daemon.stream.Count;
import dev.usher.fd.ErrnoException;
import dev.usher.fd.SocketType;
import dev.usher.fd.StreamSocket;
import dev.usher.fd.UnixSocket;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** A seat for a test: in a directory of its own, with the settings given as flags. */
final class House implements AutoCloseable {
    private static final long PATIENCE_NANOS = 60_000_000_000L;

    final Seat seat;

    private House(Seat seat) {
        this.seat = seat;
    }

    static House open(Path directory, String... flags) throws IOException {
        return new House(Seat.start(directory.resolve("seat.sock"), values(withDataDir(directory, flags))));
    }

    static House open(Path directory, Backend backend, String... flags) throws IOException {
        return new House(Seat.start(directory.resolve("seat.sock"), values(flags), backend));
    }

    /** A test leaves nothing in /run. */
    static String[] withDataDir(Path directory, String... flags) {
        String[] all = Arrays.copyOf(flags, flags.length + 1);
        all[flags.length] = "data-dir=" + directory.resolve("data");
        return all;
    }

    static Values values(String... flags) {
        Map<String, List<String>> all =
                new LinkedHashMap<>(Map.of("--event-loops", List.of("2"), "--metrics-addr", List.of("off")));
        for (String flag : flags) {
            String[] nameAndValue = flag.split("=", 2);
            all.put("--" + nameAndValue[0], List.of(nameAndValue[1]));
        }
        Catalog catalog = Catalog.builder()
                .settings(SeatSettings.all())
                .settings(SeatSettings.ofProcess())
                .build();
        try {
            return Overrides.none(catalog).withFlags(all).over(Values.defaults());
        } catch (ConfigException e) {
            throw new IllegalArgumentException(e);
        }
    }

    Path path() {
        return seat.path();
    }

    /** One whole exchange. */
    String exchange(String data) throws IOException {
        try (Guest guest = guest(data)) {
            return guest.hears();
        }
    }

    /** A guest who was handed over with this data; the caller's to close. */
    Guest guest(String data) throws IOException {
        Guest guest = Guest.arrive();
        try {
            Door.handOver(path(), guest, data);
            return guest;
        } catch (IOException e) {
            guest.close();
            throw e;
        }
    }

    /** One whole exchange with a client that is no TCP connection. */
    String exchangeOverAPair(String data) throws IOException {
        try (UnixSocket.Pair pair = UnixSocket.pair(SocketType.STREAM)) {
            UnixSocket doorsEnd = pair.right();
            Door.send(path(), SocketType.SEQPACKET, data.getBytes(StandardCharsets.UTF_8), doorsEnd.fd());
            doorsEnd.close();
            StreamSocket client = StreamSocket.adopt(pair.left().fd());
            ByteBuffer heard = ByteBuffer.allocateDirect(64 * 1024);
            await(() -> {
                try {
                    return client.receive(heard) == 0;
                } catch (ErrnoException e) {
                    throw new UncheckedIOException(e);
                }
            });
            return StandardCharsets.UTF_8.decode(heard.flip()).toString();
        }
    }

    void awaitCount(Count what, long count) {
        await(() -> seat.count(what) >= count);
        assertThat(seat.count(what)).as(what.name()).isEqualTo(count);
    }

    static void await(BooleanSupplier condition) {
        long deadline = System.nanoTime() + PATIENCE_NANOS;
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError("did not come true in 60 s");
            }
            LockSupport.parkNanos(1_000_000);
        }
    }

    /** Stops the seat before the test is over. */
    void stops() {
        close();
    }

    @Override
    public void close() {
        seat.close();
    }
}
