package dev.usher.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import dev.usher.daemon.backend.Finish;
import dev.usher.daemon.stream.Count;
import dev.usher.fd.ErrnoException;
import dev.usher.fd.PathFd;
import dev.usher.fd.SocketType;
import dev.usher.fd.UnixAddress;
import dev.usher.fd.UnixSocket;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How many are let in, and how the house is emptied. */
class RoomTest {
    @TempDir
    Path directory;

    @Test
    void atCapacityTheClientItselfGets503() throws Exception {
        try (House house = House.open(directory, "message-delay=1h", "max-connections=1");
                Guest first = Guest.arrive()) {
            Door.handOver(house.path(), first, "{}");
            House.await(() -> house.seat.activeStreams() == 1);
            assertThat(house.exchange("{}"))
                    .startsWith("HTTP/1.1 503 Service Unavailable\r\n")
                    .contains("\r\nRetry-After: 1\r\n", "Connection: close\r\n", "at_capacity");
            house.awaitCount(Count.CONNECTIONS_REJECTED, 1);
        }
    }

    @Test
    void aClientThatLeavesMakesRoom() throws Exception {
        try (House house = House.open(directory, "message-delay=0ms", "max-connections=1")) {
            for (int i = 0; i < 20; i++) {
                assertThat(house.exchange("{}")).startsWith("HTTP/1.1 200 ");
                House.await(() -> house.seat.activeStreams() == 0);
            }
        }
    }

    @Test
    void clientsSentAwayAreNotWaitedForWithoutLimit() throws Exception {
        try (House house = House.open(directory, "message-delay=1h", "max-connections=1");
                Guest first = Guest.arrive()) {
            Door.handOver(house.path(), first, "{}");
            House.await(() -> house.seat.activeStreams() == 1);
            Guest[] away = new Guest[200];
            for (int i = 0; i < away.length; i++) {
                away[i] = Guest.arrive().says("unread".repeat(5_000));
                Door.handOver(house.path(), away[i], "{}");
            }
            for (Guest guest : away) {
                assertThat(guest.hears()).startsWith("HTTP/1.1 503 ");
                guest.goes();
            }
            house.awaitCount(Count.CONNECTIONS_REJECTED, 200);
        }
    }

    @Test
    void h6DrainLetsAStreamEndAsItShould() throws Exception {
        Script script = new Script(sink -> Script.say(sink, "one"));
        try (House house = House.open(directory, script);
                Guest guest = Guest.arrive()) {
            Door.handOver(house.path(), guest, "{}");
            guest.hearsUntil("data: one\n\n");
            CompletableFuture<Void> drained = house.seat.drain(Duration.ofSeconds(60));
            House.await(() -> house.seat.isDraining() && !java.nio.file.Files.exists(house.path()));
            script.act(sink -> {
                Script.say(sink, "two");
                sink.done(Finish.STOP);
            });
            assertThat(guest.hears()).isEqualTo("data: two\n\nevent: done\ndata: [DONE]\n\n");
            guest.goes();
            drained.get(60, TimeUnit.SECONDS);
        }
    }

    @Test
    void h6AtTheDeadlineTheRestIsToldSo() throws Exception {
        Script script = new Script(sink -> Script.say(sink, "one"));
        try (House house = House.open(directory, script);
                Guest guest = Guest.arrive()) {
            Door.handOver(house.path(), guest, "{}");
            guest.hearsUntil("data: one\n\n");
            CompletableFuture<Void> drained = house.seat.drain(Duration.ofMillis(50));
            assertThat(guest.hears())
                    .startsWith("event: error\ndata: {\"error\":")
                    .contains("shutting_down")
                    .doesNotContain("[DONE]");
            guest.goes();
            drained.get(60, TimeUnit.SECONDS);
            assertThat(script.nextEvent()).isEqualTo("open");
            assertThat(script.nextEvent()).isEqualTo("cancel SHUTDOWN");
        }
    }

    @Test
    void aClientOnTheWayWhileTheSeatDrainsGets503() throws Exception {
        Script script = new Script(sink -> Script.say(sink, "one"));
        try (House house = House.open(directory, script);
                Guest running = Guest.arrive();
                Guest late = Guest.arrive();
                PathFd seen = seenBefore(house, running)) {
            CompletableFuture<Void> drained = house.seat.drain(Duration.ofSeconds(60));
            assertThat(drained).isNotDone();
            House.await(house.seat::isDraining);
            try (UnixSocket door = UnixSocket.open(SocketType.SEQPACKET)) {
                door.connect(UnixAddress.through(seen));
                door.send(ByteBuffer.wrap(new byte[1]), late.doorsEnd);
            }
            assertThat(late.left().hears()).startsWith("HTTP/1.1 503 ").contains("Retry-After", "shutting_down");
        }
    }

    private static PathFd seenBefore(House house, Guest running) throws Exception {
        Door.handOver(house.path(), running, "{}");
        running.hearsUntil("data: one\n\n");
        return PathFd.open(house.path().toString());
    }

    @Test
    void aSuccessorMayTakeThePathWhileTheSeatDrains() throws Exception {
        Script script = new Script(sink -> Script.say(sink, "one"));
        try (House house = House.open(directory, script);
                Guest guest = Guest.arrive()) {
            Door.handOver(house.path(), guest, "{}");
            guest.hearsUntil("data: one\n\n");
            CompletableFuture<Void> drained = house.seat.drain(Duration.ofSeconds(60));
            assertThat(drained).isNotDone();
            House.await(() -> !java.nio.file.Files.exists(house.path()));
            try (House successor = House.open(directory, "message-delay=0ms")) {
                house.stops();
                assertThat(successor.exchange("{}")).contains("[DONE]");
            }
        }
    }

    @Test
    void anIdleSeatDrainsAtOnce() throws Exception {
        try (House house = House.open(directory)) {
            house.seat.drain(Duration.ofSeconds(60)).get(60, TimeUnit.SECONDS);
            try {
                Door.connect(house.path(), SocketType.SEQPACKET).close();
                throw new AssertionError("somebody answered");
            } catch (ErrnoException.NotFound gone) {
                assertThat(gone.path()).contains("seat.sock");
            }
        }
    }

    @Test
    void closeEndsEveryStreamAtOnce() throws Exception {
        try (House house = House.open(directory, "message-delay=1h");
                Guest guest = Guest.arrive()) {
            Door.handOver(house.path(), guest, "{}");
            guest.hearsUntil("\n\n");
            house.stops();
            assertThat(guest.hears()).isEmpty();
        }
    }
}
