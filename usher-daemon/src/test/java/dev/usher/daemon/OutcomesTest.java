package dev.usher.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import dev.usher.bench.llm.LlmSettings;
import dev.usher.bench.llm.LlmStats;
import dev.usher.bench.llm.MockLlm;
import dev.usher.daemon.ModelSeatTest.Transport;
import dev.usher.daemon.stream.Count;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * What a client sees of each failure (docs/seat.md, "What a client sees when something fails"), with a model's server behind the
 * seat, over each of the three transports.
 */
class OutcomesTest {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final String DONE = "event: done\ndata: [DONE]\n\n";
    private static final int FEW_FILES = 256;

    @TempDir
    Path directory;

    private LlmSettings settings(Transport transport) {
        return transport.llm(directory);
    }

    private String[] flags(Transport transport, String baseUrl, String... more) {
        List<String> flags = new ArrayList<>(List.of("backend=openai", "openai-base=" + baseUrl + "/v1"));
        flags.addAll(transport.flags(directory));
        flags.addAll(List.of(more));
        return flags.toArray(String[]::new);
    }

    private House seat(Transport transport, MockLlm llm, String... more) throws Exception {
        return House.open(directory, flags(transport, llm.baseUrl(), more));
    }

    private static String asks(String pattern) {
        return "{\"prompt\":\"a\",\"test_pattern\":\"" + pattern + "\"}";
    }

    private static void seen(MockLlm llm, Predicate<LlmStats> holds) throws InterruptedException {
        assertThat(llm.await(holds, PATIENCE)).as(llm.stats().toString()).isTrue();
    }

    private static void goAll(List<Guest> guests) throws Exception {
        for (Guest guest : guests) {
            guest.close();
        }
    }

    @ParameterizedTest
    @EnumSource
    void atCapacityIs503AndTheModelIsNotAsked(Transport transport) throws Exception {
        try (MockLlm llm = MockLlm.start(settings(transport));
                House house = seat(transport, llm, "max-connections=2");
                Guest one = house.guest(asks("stall:3"));
                Guest two = house.guest(asks("stall:3"))) {
            one.hearsUntil("data: ");
            two.hearsUntil("data: ");
            assertThat(house.exchange(asks("")))
                    .startsWith("HTTP/1.1 503 ")
                    .contains("\r\nRetry-After: 1\r\n", "\"code\":\"at_capacity\"");
            assertThat(llm.stats().requests()).isEqualTo(2);
        }
    }

    /** Over HTTP/1.1 each client costs a descriptor upstream, too. */
    @ParameterizedTest
    @EnumSource
    void withoutDescriptorsEachClientIsServedOrHas503(Transport transport) throws Exception {
        Path path = directory.resolve("lone.sock");
        try (MockLlm llm = MockLlm.start(settings(transport))) {
            List<String> arguments = new ArrayList<>(List.of(path.toString()));
            arguments.addAll(Arrays.asList(flags(
                    transport,
                    llm.baseUrl(),
                    "data-dir=" + directory.resolve("data"),
                    "first-byte-timeout=20s",
                    "heartbeat-interval=0s")));
            try (Child seat = Child.start(FEW_FILES, LoneSeat.class, arguments.toArray(String[]::new))) {
                int max = Integer.parseInt(seat.line("ready ").substring("ready ".length()));
                List<Guest> guests = new ArrayList<>();
                int served = 0;
                try {
                    for (int i = 0; i < max + 100; i++) {
                        guests.add(Guest.arrive());
                        Door.handOver(path, guests.getLast(), asks("stall:3"));
                    }
                    for (Guest guest : guests) {
                        String head = guest.hearsUntil("\r\n\r\n");
                        assertThat(head).containsAnyOf("HTTP/1.1 200 ", "HTTP/1.1 503 ");
                        served += head.startsWith("HTTP/1.1 200 ") ? 1 : 0;
                    }
                } finally {
                    goAll(guests);
                }
                assertThat(served).isGreaterThan(FEW_FILES / 6);
                seen(llm, stats -> stats.streamsOpen() == 0);
                try (Guest after = Guest.arrive()) {
                    Door.handOver(path, after, asks(""));
                    assertThat(after.hears()).endsWith(DONE);
                }
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void invalidJsonIs400AndTheModelIsNotAsked(Transport transport) throws Exception {
        try (MockLlm llm = MockLlm.start(settings(transport));
                House house = seat(transport, llm)) {
            for (String data : List.of("{\"prompt\":", "Hello", "[]", "{\"prompt\":5}", "{\"messages\":{}}")) {
                assertThat(house.exchange(data)).as(data).startsWith("HTTP/1.1 400 ");
            }
            assertThat(llm.stats().requests()).isZero();
        }
    }

    @ParameterizedTest
    @EnumSource
    void anUpstreamThatRefusesConnectionsIs502(Transport transport) throws Exception {
        int port;
        try (ServerSocket gone = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = gone.getLocalPort();
        }
        MockLlm.start(settings(transport)).close(); // for its certificate
        String scheme = transport == Transport.TLS_H2 ? "https" : "http";
        try (House house = House.open(directory, flags(transport, scheme + "://127.0.0.1:" + port))) {
            assertThat(house.exchange(asks("")))
                    .startsWith("HTTP/1.1 502 ")
                    .contains("upstream_unreachable")
                    .doesNotContain("127.0.0.1");
        }
    }

    @ParameterizedTest
    @EnumSource
    void anUpstreamThatAcceptsAndSaysNothingIs504(Transport transport) throws Exception {
        try (MockLlm llm = MockLlm.start(settings(transport));
                House house = seat(transport, llm, "first-byte-timeout=150ms")) {
            assertThat(house.exchange(asks("silent")))
                    .startsWith("HTTP/1.1 504 ")
                    .contains("upstream_timeout");
            seen(llm, stats -> stats.cancelled() == 1);
        }
    }

    @ParameterizedTest
    @EnumSource
    void anUpstreamThatDiesIs502BeforeAndAnErrorEventBehindTheFirstToken(Transport transport) throws Exception {
        try (MockLlm llm = MockLlm.start(settings(transport).withDelayMillis(60_000));
                House house = seat(transport, llm);
                Guest before = house.guest(asks("silent"));
                Guest behind = house.guest(asks(""))) {
            behind.hearsUntil("data: ");
            seen(llm, stats -> stats.streamsOpen() == 2);
            // One that shared its connection is asked once more, on a new one, and that one dies, too.
            House.await(() -> {
                llm.dropConnections();
                return hasHeard(before);
            });
            assertThat(before.hears()).startsWith("HTTP/1.1 502 ");
            assertThat(behind.hears())
                    .contains("event: error\ndata: {\"error\":{")
                    .doesNotContain("[DONE]");
        }
    }

    private static boolean hasHeard(Guest guest) {
        try {
            return guest.socket.getInputStream().available() > 0;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Twenty times before the first token, twenty in the middle; the connection lives on for others. */
    @ParameterizedTest
    @EnumSource
    void aClientThatLeavesIsGivenUpUpstreamWithinATenthOfASecond(Transport transport) throws Exception {
        try (MockLlm llm = MockLlm.start(settings(transport));
                House house = seat(transport, llm)) {
            for (String pattern : List.of("silent", "stall:3")) {
                long[] millis = new long[20];
                for (int i = 0; i < millis.length; i++) {
                    long before = llm.stats().cancelled();
                    Guest guest = house.guest(asks(pattern));
                    if (pattern.equals("silent")) {
                        seen(llm, stats -> stats.streamsOpen() == 1);
                    } else {
                        guest.hearsUntil("data: ");
                    }
                    long left = System.nanoTime();
                    guest.left().goes();
                    seen(llm, stats -> stats.cancelled() == before + 1);
                    millis[i] = (llm.stats().lastCancelledNanos() - left) / 1_000_000;
                }
                Arrays.sort(millis);
                assertThat(millis[millis.length / 2])
                        .as(Arrays.toString(millis))
                        .isLessThanOrEqualTo(100);
            }
            assertThat(house.exchange(asks(""))).endsWith(DONE);
            if (transport != Transport.HTTP_1) {
                assertThat(llm.stats().connectionsTotal())
                        .as("one for each of the two loops")
                        .isLessThanOrEqualTo(2);
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void onSigtermWhatCanFinishDoesAndTheOthersHaveTheirEvent(Transport transport) throws Exception {
        endUnderStreams(transport, 100);
    }

    @Test
    void onSigtermUnderFiveHundredStreams() throws Exception {
        endUnderStreams(Transport.TLS_H2, 500);
    }

    @Test
    @Tag("slow")
    void onSigtermUnderFiveThousandStreams() throws Exception {
        endUnderStreams(Transport.TLS_H2, 5_000);
    }

    private void endUnderStreams(Transport transport, int count) throws Exception {
        try (MockLlm llm = MockLlm.start(settings(transport).withDelayMillis(10));
                House house = seat(transport, llm)) {
            List<Guest> all = new ArrayList<>();
            try {
                for (int i = 0; i < count; i++) {
                    all.add(house.guest(asks(i % 2 == 0 ? "" : "stall:3")));
                }
                House.await(() -> house.seat.count(Count.HANDOFFS) == count);
                CompletableFuture<Void> drained = house.seat.drain(Duration.ofMillis(1_500 + count / 2));
                for (int i = 0; i < count; i++) {
                    String heard = all.get(i).hears();
                    if (i % 2 == 0) {
                        assertThat(heard).as("client %s", i).endsWith(DONE);
                    } else {
                        assertThat(heard)
                                .as("client %s", i)
                                .contains("event: error\n", "shutting_down")
                                .doesNotContain("[DONE]");
                    }
                }
                goAll(all);
                drained.join();
                seen(llm, stats -> stats.streamsOpen() == 0);
            } finally {
                goAll(all);
            }
        }
    }

    /** Those up to the last stream that the server takes care of run on; what comes then goes to a new connection. */
    @ParameterizedTest
    @EnumSource(names = {"H2C", "TLS_H2"})
    void goAwayUnderAHundredStreamsIsNoticedByNobody(Transport transport) throws Exception {
        try (MockLlm llm = MockLlm.start(settings(transport).withDelayMillis(10));
                House house = seat(transport, llm, "event-loops=1")) {
            List<Guest> all = new ArrayList<>();
            try {
                for (int i = 0; i < 100; i++) {
                    all.add(house.guest(asks(i == 50 ? "goaway:3" : "")));
                }
                for (int i = 0; i < all.size(); i++) {
                    assertThat(all.get(i).hears()).as("client %s", i).endsWith(DONE);
                }
            } finally {
                goAll(all);
            }
            assertThat(llm.stats().goAwaysSent()).isPositive();
            assertThat(house.exchange(asks(""))).endsWith(DONE);
            assertThat(llm.stats().connectionsTotal()).isEqualTo(2);
        }
    }

    /** While one client reads 4 MiB of it, twenty that read nothing cost a small part of that. */
    @Test
    void twentyClientsThatReadNothingCostNoMemory() throws Exception {
        costNoMemory(Transport.TLS_H2);
    }

    @ParameterizedTest
    @EnumSource(names = {"HTTP_1", "H2C"})
    @Tag("slow")
    void norInTheClear(Transport transport) throws Exception {
        costNoMemory(transport);
    }

    private void costNoMemory(Transport transport) throws Exception {
        Path path = directory.resolve("lone.sock");
        try (MockLlm llm = MockLlm.start(settings(transport).withDelayMillis(0))) {
            List<String> arguments = new ArrayList<>(List.of(path.toString()));
            arguments.addAll(Arrays.asList(flags(transport, llm.baseUrl(), "data-dir=" + directory.resolve("data"))));
            try (Child seat = Child.start(0, LoneSeat.class, arguments.toArray(String[]::new))) {
                seat.line("ready ");
                hears(path, 1 << 20); // classes, buffers
                long before = seat.residentKb();
                List<Guest> idle = new ArrayList<>();
                try {
                    for (int i = 0; i < 20; i++) {
                        idle.add(Guest.arrive());
                        Door.handOver(path, idle.getLast(), asks("endless"));
                    }
                    seen(llm, stats -> stats.streamsOpen() >= 20);
                    hears(path, 4 << 20);
                    assertThat(seat.residentKb() - before).as("kB more").isLessThan(64 * 1024);
                } finally {
                    goAll(idle);
                }
                seen(llm, stats -> stats.streamsOpen() == 0);
            }
        }
    }

    private static void hears(Path seat, int bytes) throws Exception {
        try (Guest guest = Guest.arrive()) {
            Door.handOver(seat, guest, asks("endless"));
            guest.hearsBytes(bytes);
            guest.goes();
        }
    }
}
