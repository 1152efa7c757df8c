package dev.usher.daemon;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.usher.daemon.backend.Failure;
import dev.usher.daemon.backend.Finish;
import dev.usher.daemon.stream.Count;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What /metrics says after streams whose fate is known. */
class MetricValuesTest {
    private static final String PORT = "metrics-addr=127.0.0.1:0";

    @TempDir
    private Path directory;

    private static Operator.Answer metrics(House house) throws Exception {
        return Operator.get(house.seat, "/metrics");
    }

    @Test
    void threeWholeStreamsAreCountedAndMeasured() throws Exception {
        try (House house = House.open(directory, PORT, "message-delay=1ms")) {
            long bytes = 0;
            for (int i = 0; i < 3; i++) {
                bytes += house.exchange("{}").getBytes(UTF_8).length;
                House.await(() -> house.seat.activeStreams() == 0); // or it may be two at a time for a moment
            }
            house.awaitCount(Count.STREAMS_COMPLETED, 3);
            Operator.Answer now = metrics(house);
            assertThat(now.value("daemon_connections_total")).isEqualTo(3);
            assertThat(now.value("daemon_handoffs_total")).isEqualTo(3);
            assertThat(now.value("daemon_streams_completed_total")).isEqualTo(3);
            assertThat(now.value("daemon_chunks_sent_total")).isEqualTo(3 * 18);
            assertThat(now.value("daemon_bytes_sent_total")).isEqualTo((double) bytes);
            assertThat(now.value("daemon_backend_requests_total{backend=\"mock\"}"))
                    .isEqualTo(3);
            assertThat(now.value("daemon_backend_errors_total{backend=\"mock\"}"))
                    .isZero();
            assertThat(now.value("daemon_peak_streams")).isEqualTo(1);
            assertThat(now.value("daemon_active_streams")).isZero();
            assertThat(now.value("daemon_handoff_duration_seconds_count")).isEqualTo(3);
            assertThat(now.value("daemon_stream_duration_seconds_count")).isEqualTo(3);
            assertThat(now.value("daemon_backend_duration_seconds_count{backend=\"mock\"}"))
                    .isEqualTo(3);
            assertThat(now.value("daemon_backend_ttfb_seconds_count{backend=\"mock\"}"))
                    .isEqualTo(3);
            double streams = now.value("daemon_stream_duration_seconds_sum");
            assertThat(streams).isBetween(3 * 0.017, 30.0);
            assertThat(now.value("daemon_backend_duration_seconds_sum{backend=\"mock\"}"))
                    .isBetween(3 * 0.017, streams);
            assertThat(now.value("daemon_backend_ttfb_seconds_sum{backend=\"mock\"}"))
                    .isBetween(1e-9, streams);
        }
    }

    @Test
    void theFirstTokenIsMeasuredFromTheClientsArrival() throws Exception {
        Script script = new Script();
        try (House house = House.open(directory, script, PORT);
                Guest guest = Guest.arrive()) {
            long before = System.nanoTime();
            Door.handOver(house.path(), guest, "{}");
            assertThat(script.nextEvent()).isEqualTo("open");
            script.act(sink -> Script.say(sink, "late"));
            guest.hearsUntil("late\n\n");
            script.act(sink -> sink.done(Finish.STOP));
            guest.hears();
            double longest = (System.nanoTime() - before) / 1e9;
            Operator.Answer now = metrics(house);
            assertThat(now.value("daemon_backend_ttfb_seconds_count{backend=\"custom\"}"))
                    .isEqualTo(1);
            assertThat(now.value("daemon_backend_ttfb_seconds_sum{backend=\"custom\"}"))
                    .isBetween(1e-6, longest);
        }
    }

    @Test
    void aBackendThatFailsIsAnErrorOfTheBackendAndOfTheStream() throws Exception {
        Script script = new Script(sink -> sink.failed(Failure.unreachable("nobody there")));
        try (House house = House.open(directory, script, PORT)) {
            assertThat(house.exchange("{}")).startsWith("HTTP/1.1 502 ");
            house.awaitCount(Count.STREAM_ERRORS_OTHER, 1);
            House.await(() -> house.seat.activeStreams() == 0);
            Operator.Answer now = metrics(house);
            assertThat(now.value("daemon_backend_errors_total{backend=\"custom\"}"))
                    .isEqualTo(1);
            assertThat(now.value("daemon_stream_errors_total{reason=\"other\"}"))
                    .isEqualTo(1);
            assertThat(now.value("daemon_backend_duration_seconds_count{backend=\"custom\"}"))
                    .isEqualTo(1);
            assertThat(now.value("daemon_backend_ttfb_seconds_count{backend=\"custom\"}"))
                    .isZero();
            assertThat(now.value("daemon_stream_duration_seconds_count")).isEqualTo(1);
        }
    }

    @Test
    void aClientThatLeavesIsCountedAndItsStreamMeasured() throws Exception {
        try (House house = House.open(directory, PORT, "message-delay=1h");
                Guest guest = Guest.arrive()) {
            Door.handOver(house.path(), guest, "{}");
            guest.hearsUntil("\n\n");
            assertThat(metrics(house).value("daemon_active_streams")).isEqualTo(1);
            assertThat(metrics(house).value("daemon_active_connections")).isEqualTo(1);
            guest.goes();
            house.awaitCount(Count.STREAM_ERRORS_CLIENT, 1);
            House.await(() -> house.seat.activeStreams() == 0);
            Operator.Answer now = metrics(house);
            assertThat(now.value("daemon_stream_errors_total{reason=\"client_disconnected\"}"))
                    .isEqualTo(1);
            assertThat(now.value("daemon_stream_duration_seconds_count")).isEqualTo(1);
            assertThat(now.value("daemon_backend_duration_seconds_count{backend=\"mock\"}"))
                    .isEqualTo(1);
            assertThat(now.value("daemon_active_connections")).isZero();
        }
    }

    @Test
    void aSilentBackendIsATimeout() throws Exception {
        try (House house = House.open(directory, new Script(), PORT, "first-byte-timeout=20ms")) {
            assertThat(house.exchange("{}")).startsWith("HTTP/1.1 504 ");
            house.awaitCount(Count.STREAM_ERRORS_TIMEOUT, 1);
            assertThat(metrics(house).value("daemon_stream_errors_total{reason=\"timeout\"}"))
                    .isEqualTo(1);
        }
    }

    @Test
    void whoFindsNoRoomIsRejectedAndNoStream() throws Exception {
        try (House house = House.open(directory, PORT, "message-delay=1h", "max-connections=1");
                Guest first = Guest.arrive()) {
            Door.handOver(house.path(), first, "{}");
            first.hearsUntil("\n\n");
            assertThat(house.exchange("{}")).startsWith("HTTP/1.1 503 ");
            Operator.Answer now = metrics(house);
            assertThat(now.value("daemon_connections_rejected_total")).isEqualTo(1);
            assertThat(now.value("daemon_connections_total")).isEqualTo(2);
            assertThat(now.value("daemon_handoffs_total")).isEqualTo(1);
            assertThat(now.value("daemon_max_connections")).isEqualTo(1);
            assertThat(now.value("daemon_stream_duration_seconds_count")).isZero();
        }
    }

    @Test
    void badDataIsAnErrorOfTheHandoff() throws Exception {
        try (House house = House.open(directory, PORT)) {
            assertThat(house.exchange("{")).startsWith("HTTP/1.1 400 ");
            Operator.Answer now = metrics(house);
            assertThat(now.value("daemon_handoff_errors_total{reason=\"bad_data\"}"))
                    .isEqualTo(1);
            assertThat(now.value("daemon_handoffs_total")).isZero();
            assertThat(now.value("daemon_backend_requests_total{backend=\"mock\"}"))
                    .isZero();
        }
    }

    @Test
    void aShutdownCancelsStreams() throws Exception {
        try (House house = House.open(directory, PORT, "message-delay=1h");
                Guest guest = Guest.arrive()) {
            Door.handOver(house.path(), guest, "{}");
            guest.hearsUntil("\n\n");
            var drained = house.seat.drain(Duration.ZERO);
            guest.hears();
            guest.goes();
            drained.join();
            assertThat(metrics(house).value("daemon_stream_errors_total{reason=\"canceled\"}"))
                    .isEqualTo(1);
            assertThat(metrics(house).value("daemon_draining")).isEqualTo(1);
        }
    }

    @Test
    void scrapesDuringTwoThousandStreamsAddUp() throws Exception {
        int count = 2_000;
        try (House house = House.open(directory, PORT, "message-delay=100ms");
                Child crowd = Child.start(0, Crowd.class, house.path().toString(), Integer.toString(count))) {
            List<Double> chunks = new ArrayList<>();
            long deadlineNanos = System.nanoTime() + 60_000_000_000L;
            while (house.seat.count(Count.STREAMS_COMPLETED) < count) {
                assertThat(System.nanoTime()).isLessThan(deadlineNanos);
                LockSupport.parkNanos(5_000_000); // a scrape of a JVM that shares its processors with all of them
                Operator.Answer now = metrics(house);
                chunks.add(now.value("daemon_chunks_sent_total"));
                assertThat(now.value("daemon_stream_duration_seconds_bucket{le=\"+Inf\"}"))
                        .isEqualTo(now.value("daemon_stream_duration_seconds_count"));
                assertThat(Operator.get(house.seat, "/status.json").status()).isEqualTo(200);
            }
            assertThat(crowd.line("complete ")).isEqualTo("complete " + count + " of " + count);
            assertThat(chunks).isSorted();
            House.await(() -> house.seat.activeStreams() == 0);
            Operator.Answer end = metrics(house);
            assertThat(end.value("daemon_chunks_sent_total")).isEqualTo(count * 18.0);
            assertThat(end.value("daemon_stream_duration_seconds_count")).isEqualTo(count);
            assertThat(end.value("daemon_backend_ttfb_seconds_count{backend=\"mock\"}"))
                    .isEqualTo(count);
            assertThat(end.value("daemon_handoff_duration_seconds_count")).isEqualTo(count);
            assertThat(end.value("daemon_peak_streams")).isBetween(1.0, (double) count);
        }
    }
}
