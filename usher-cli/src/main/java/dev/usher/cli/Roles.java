package dev.usher.cli;

import dev.usher.daemon.Seat;
import dev.usher.server.Door;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What this process is: a door, seats, or both. Started one after the other, ended together: the door first, so that no
 * client is handed to a seat that has gone.
 */
final class Roles implements AutoCloseable {
    private final List<Seat> seats = new ArrayList<>();
    private @Nullable Door door;
    private boolean closed;

    void add(Seat seat) {
        seats.add(seat);
    }

    /** Those of this process, in the order they came. */
    List<Seat> seats() {
        return List.copyOf(seats);
    }

    /** Takes the paths over that others serve still: when all that can fail has been done. */
    void publish() throws IOException {
        for (Seat seat : seats) {
            seat.publish();
        }
    }

    /** Runs {@code finish} once nothing is left to do: each seat was taken over and has ended, and there is no door. */
    void whenSucceeded(Runnable finish) {
        if (door == null) {
            var _ = allOf(seats.stream().map(Seat::succeeded)).thenRun(finish);
        }
    }

    /** Whether that is so. */
    boolean haveSucceeded() {
        return door == null && seats.stream().allMatch(seat -> seat.succeeded().isDone());
    }

    private static CompletableFuture<Void> allOf(Stream<CompletableFuture<Void>> all) {
        return CompletableFuture.allOf(all.toArray(CompletableFuture[]::new));
    }

    void open(Door opened) {
        door = opened;
    }

    /** Completes when every event loop has come to its next turn. */
    CompletableFuture<Void> turn() {
        Stream<CompletableFuture<Void>> all = seats.stream().map(Seat::turn);
        return allOf(door == null ? all : Stream.concat(all, Stream.of(door.turn())));
    }

    /** What there is, for people. */
    String summary() {
        List<String> all = new ArrayList<>();
        if (door != null) {
            all.add("a door");
        }
        seats.forEach(seat -> all.add("a seat at " + seat.path() + " with " + seat.activeStreams() + " streams"));
        return String.join(", ", all);
    }

    void reopenLogs() {
        if (door != null) {
            door.reopenLogs();
        }
        seats.forEach(Seat::reopenLogs);
    }

    /**
     * Lets all that runs come to its end: first the door, whose requests under way may still hand a client to a seat of
     * ours, then the seats, each up to its DrainTimeout. With the second signal, streams are told so and ended at once.
     */
    void drain(CompletableFuture<Void> urgent) {
        if (door != null) {
            door.drain(longest().toMillis(), urgent::isDone);
        }
        List<CompletableFuture<Void>> all = new ArrayList<>();
        for (Seat seat : seats) {
            all.add(seat.drain(seat.drainTime()));
        }
        var _ = urgent.thenRun(this::hurry);
        allOf(all.stream()).join();
    }

    private void hurry() {
        for (Seat seat : seats) {
            var _ = seat.drain(Duration.ZERO);
        }
    }

    private Duration longest() {
        return seats.stream().map(Seat::drainTime).max(Duration::compareTo).orElse(Duration.ofSeconds(30));
    }

    /** Ends what still runs. Again: nothing. */
    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        if (door != null) {
            door.close();
        }
        seats.forEach(Seat::close);
        ErrorLog.flush(); // an error is told behind what led to it
    }
}
