package dev.usher.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import dev.usher.daemon.stream.Count;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Many at once, and more than there are descriptors for. */
class CrowdTest {
    private static final int FEW_FILES = 256;

    @TempDir
    Path directory;

    @Test
    void h5TwoThousandStreamsAtOnceAreEachWholeAndTheirOwn() throws Exception {
        crowd(2_000, "message-delay=200ms");
    }

    @Test
    @Tag("slow")
    void h5FifteenThousandStreamsAtOnceAreEachWholeAndTheirOwn() throws Exception {
        crowd(15_000, "message-delay=1s");
    }

    private void crowd(int count, String delay) throws Exception {
        try (House house = House.open(directory, delay);
                Child crowd = Child.start(0, Crowd.class, house.path().toString(), Integer.toString(count))) {
            assertThat(crowd.line("handed ")).isEqualTo("handed " + count);
            House.await(() -> house.seat.count(Count.HANDOFFS) == count);
            assertThat(house.seat.activeStreams()).isEqualTo(count);
            assertThat(crowd.line("complete ")).isEqualTo("complete " + count + " of " + count);
            house.awaitCount(Count.STREAMS_COMPLETED, count);
            House.await(() -> house.seat.activeStreams() == 0);
        }
    }

    /** ATTACKS G5, where what one seat counts as free is the other's: the kernel drops a client without a number. */
    @Test
    void g5TwoSeatsInOneProcessLoseNobodyAtItsLimit() throws Exception {
        Path[] paths = {directory.resolve("one.sock"), directory.resolve("other.sock")};
        try (Child pair =
                Child.start(FEW_FILES, LonePair.class, paths[0].toString(), paths[1].toString(), "message-delay=1h")) {
            int max = Integer.parseInt(pair.line("ready ").substring("ready ".length()));
            List<Guest> guests = new ArrayList<>();
            int served = 0;
            try {
                for (int i = 0; i < 2 * max; i++) {
                    guests.add(Guest.arrive());
                    Door.handOver(paths[i % 2], guests.getLast(), "{}");
                }
                for (Guest guest : guests) {
                    String head = guest.hearsUntil("\r\n\r\n");
                    assertThat(head).containsAnyOf("HTTP/1.1 200 ", "HTTP/1.1 503 ");
                    served += head.startsWith("HTTP/1.1 200 ") ? 1 : 0;
                }
                assertThat(served).isBetween(max, FEW_FILES);
            } finally {
                for (Guest guest : guests) {
                    guest.goes();
                }
            }
        }
    }

    /** ATTACKS G5. */
    @Test
    void g5WithoutDescriptorsForAllEveryClientGetsAnAnswer() throws Exception {
        Path path = directory.resolve("seat.sock");
        try (Child seat = Child.start(FEW_FILES, LoneSeat.class, path.toString(), "message-delay=1h")) {
            int max = Integer.parseInt(seat.line("ready ").substring("ready ".length()));
            assertThat(max).isBetween(50, FEW_FILES);
            List<Guest> guests = new ArrayList<>();
            try {
                for (int i = 0; i < max + 300; i++) {
                    guests.add(Guest.arrive());
                    Door.handOver(path, guests.getLast(), "{}");
                }
                for (int i = 0; i < guests.size(); i++) {
                    String head = guests.get(i).hearsUntil("\r\n\r\n");
                    assertThat(head).startsWith(i < max ? "HTTP/1.1 200 " : "HTTP/1.1 503 ");
                }
            } finally {
                for (Guest guest : guests) {
                    guest.goes();
                }
            }
        }
    }

    /** ATTACKS G5, where each client costs two descriptors and a process. */
    @Test
    void g5WithoutDescriptorsForAllProgramsEveryClientGetsAnAnswer() throws Exception {
        Path path = directory.resolve("seat.sock");
        String[] flags = {"backend=exec", "exec-command=/bin/sh -c 'read line; echo $line'", "max-processes=1000"};
        try (Child seat = Child.start(FEW_FILES, LoneSeat.class, path.toString(), flags[0], flags[1], flags[2])) {
            assertThat(seat.line("ready ")).isNotEmpty();
            List<Guest> guests = new ArrayList<>();
            int served = 0;
            try {
                for (int i = 0; i < FEW_FILES; i++) {
                    guests.add(Guest.arrive());
                    Door.handOver(path, guests.getLast(), "{}");
                }
                for (int i = 0; i < guests.size(); i++) {
                    String heard = guests.get(i).says(i + "\n").hearsUntil("\n");
                    assertThat(heard).isIn(i + "\n", "HTTP/1.1 503 Service Unavailable\r\n");
                    served += heard.startsWith("HTTP") ? 0 : 1;
                }
                // No upper limit: what the first ones give back may serve a later one that the seat has not come to
                // yet.
                assertThat(served).isGreaterThanOrEqualTo(40);
            } finally {
                for (Guest guest : guests) {
                    guest.goes();
                }
            }
        }
    }
}
