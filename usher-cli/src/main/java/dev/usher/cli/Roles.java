package dev.usher.cli;

import dev.usher.config.Values;
import dev.usher.daemon.Seat;
import dev.usher.daemon.SeatSettings;
import dev.usher.server.Door;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * What this process is: a door, seats, or both. Started one after the other, ended together: the door first, so that no
 * client is handed to a seat that has gone.
 */
final class Roles implements AutoCloseable {
    private final List<Seat> seats = new ArrayList<>();
    private final List<Duration> drainTimes = new ArrayList<>();
    private @Nullable Door door;

    void add(Seat seat, Values values) {
        seats.add(seat);
        drainTimes.add(values.get(SeatSettings.DRAIN_TIMEOUT));
    }

    void open(Door opened) {
        door = opened;
    }

    void reopenLogs() {
        Door current = door;
        if (current != null) {
            current.reopenLogs();
        }
    }

    /**
     * Lets all that runs come to its end, each seat up to its DrainTimeout; with the second signal, streams are
     * told so and ended at once.
     */
    void drain(CompletableFuture<Void> urgent) {
        Door current = door;
        Thread doorDrain = Thread.ofPlatform().daemon().unstarted(() -> {
            if (current != null) {
                current.drain(longest().toMillis());
            }
        });
        doorDrain.start();
        List<CompletableFuture<Void>> all = new ArrayList<>();
        for (int i = 0; i < seats.size(); i++) {
            all.add(seats.get(i).drain(drainTimes.get(i)));
        }
        all.add(CompletableFuture.runAsync(() -> joinQuietly(doorDrain)));
        CompletableFuture<Void> hurried = urgent.thenRun(() -> hurry(doorDrain));
        CompletableFuture.allOf(all.toArray(CompletableFuture[]::new)).join();
        hurried.cancel(false);
    }

    private void hurry(Thread doorDrain) {
        for (Seat seat : seats) {
            CompletableFuture<Void> _ = seat.drain(Duration.ZERO);
        }
        doorDrain.interrupt();
    }

    private Duration longest() {
        return drainTimes.stream().max(Duration::compareTo).orElse(Duration.ofSeconds(30));
    }

    private static void joinQuietly(Thread thread) {
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        if (door != null) {
            door.close();
        }
        seats.forEach(Seat::close);
    }
}
