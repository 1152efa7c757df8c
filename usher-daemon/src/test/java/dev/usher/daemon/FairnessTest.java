package dev.usher.daemon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.usher.daemon.receive.StartException;
import dev.usher.daemon.stream.Count;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How many streams one user and one address may have, from the client's end. Every guest comes from 127.0.0.1. */
class FairnessTest {
    @TempDir
    Path directory;

    private static void refused(String heard, String code) {
        assertThat(heard)
                .startsWith("HTTP/1.1 429 Too Many Requests\r\n")
                .contains("\r\nRetry-After: 1\r\n", "\"code\":\"" + code + "\"");
    }

    @Test
    void aUserHasAsManyStreamsAsAUserMayHave() throws Exception {
        try (House house = House.open(directory, "message-delay=1h", "max-streams-per-user=2");
                Guest one = house.guest("{\"user_id\":7}");
                Guest two = house.guest("{\"user_id\":\"7\"}");
                Guest other = house.guest("{\"user_id\":8}");
                Guest nobody = house.guest("{}");
                Guest nobodyElse = house.guest("{}");
                Guest third = house.guest("{}")) {
            for (Guest guest : List.of(one, two, other, nobody, nobodyElse, third)) {
                guest.hearsUntil("data: ");
            }
            refused(house.exchange("{\"user_id\":7}"), "too_many_streams_of_user");
            house.awaitCount(Count.LIMITED_USER, 1);
            house.awaitCount(Count.CONNECTIONS_REJECTED, 0);
            one.goes();
            House.await(() -> house.seat.activeStreams() == 5);
            try (Guest again = house.guest("{\"user_id\":7}")) {
                assertThat(again.hearsUntil("\r\n")).startsWith("HTTP/1.1 200 ");
            }
        }
    }

    @Test
    void anAddressHasAsManyStreamsAsAnAddressMayHave() throws Exception {
        try (House house = House.open(directory, "message-delay=1h", "max-streams-per-address=2");
                Guest one = house.guest("{}");
                Guest two = house.guest("{}")) {
            one.hearsUntil("data: ");
            two.hearsUntil("data: ");
            refused(house.exchange("{}"), "too_many_streams_of_address");
            house.awaitCount(Count.LIMITED_ADDRESS, 1);
            one.goes();
            House.await(() -> house.seat.activeStreams() == 1);
            try (Guest again = house.guest("{}")) {
                assertThat(again.hearsUntil("\r\n")).startsWith("HTTP/1.1 200 ");
            }
        }
    }

    @Test
    void aClientOfAUnixSocketHasNoAddress() throws Exception {
        try (House house = House.open(directory, "message-delay=1h", "max-streams-per-address=1");
                Guest one = house.guest("{}")) {
            one.hearsUntil("data: ");
            assertThat(house.exchangeOverAPair("no json")).startsWith("HTTP/1.1 400 ");
        }
    }

    /** Streams that end, bad data, and refusals: whatever becomes of a client, its place is free again. */
    @Test
    void everyPathGivesThePlaceBack() throws Exception {
        try (House house =
                House.open(directory, "message-delay=0ms", "max-streams-per-user=1", "max-streams-per-address=1")) {
            for (int i = 0; i < 5; i++) {
                for (String data : List.of("{\"user_id\":7}", "no json", "{\"user_id\":7,\"model\":1}")) {
                    assertThat(house.exchange(data)).doesNotStartWith("HTTP/1.1 429 ");
                    House.await(() -> house.seat.activeStreams() == 0);
                }
            }
        }
    }

    @Test
    void manyAtOnceAreExactlyAsManyAsMayBe() throws Exception {
        try (House house = House.open(directory, "message-delay=1h", "event-loops=4", "max-streams-per-user=10")) {
            List<Guest> guests = new ArrayList<>();
            try {
                for (int i = 0; i < 60; i++) {
                    guests.add(house.guest("{\"user_id\":\"one\"}"));
                }
                int served = 0;
                for (Guest guest : guests) {
                    served += guest.hearsUntil("\r\n").startsWith("HTTP/1.1 200 ") ? 1 : 0;
                }
                assertThat(served).isEqualTo(10);
                house.awaitCount(Count.LIMITED_USER, 50);
            } finally {
                for (Guest guest : guests) {
                    guest.close();
                }
            }
        }
    }

    @Test
    void aProgramHasAnAddressButNoUser() throws Exception {
        try (House house = House.open(directory, "backend=exec", "exec-command=/bin/cat", "max-streams-per-address=1");
                Guest one = house.guest("{}")) {
            House.await(() -> house.seat.activeStreams() == 1);
            refused(house.exchange("{}"), "too_many_streams_of_address");
            one.left().goes();
            House.await(() -> house.seat.activeStreams() == 0);
            try (Guest again = house.guest("{}")) {
                House.await(() -> house.seat.activeStreams() == 1);
            }
        }
        assertThatThrownBy(
                        () -> House.open(directory, "backend=exec", "exec-command=/bin/cat", "max-streams-per-user=1"))
                .isInstanceOf(StartException.class)
                .hasMessageContaining("MaxStreamsPerUser");
    }
}
