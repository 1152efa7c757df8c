package dev.usher.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import dev.usher.daemon.stream.Count;
import dev.usher.fd.Errno;
import dev.usher.fd.FailingCall;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the admin port says of clients that are answered by programs. */
class ExecMetricsTest {
    private static final String BACKEND = "{backend=\"exec\"}";

    @TempDir
    private Path directory;

    private House sh(String script, String... flags) throws Exception {
        List<String> all = new ArrayList<>(List.of(flags));
        all.addAll(List.of("metrics-addr=127.0.0.1:0", "backend=exec", "exec-command=/bin/sh -c '" + script + "'"));
        return House.open(directory, all.toArray(String[]::new));
    }

    private static Operator.Answer metrics(House house) throws Exception {
        return Operator.get(house.seat, "/metrics");
    }

    @Test
    void threeProgramsThatRunAreThreeConnections() throws Exception {
        try (House house = sh("echo up; read line");
                Guest one = Guest.arrive();
                Guest two = Guest.arrive();
                Guest three = Guest.arrive()) {
            for (Guest guest : List.of(one, two, three)) {
                Door.handOver(house.path(), guest, "{}");
                guest.hearsUntil("up\n");
            }
            assertThat(Operator.get(house.seat, "/healthz").body().trim())
                    .isEqualTo("{\"status\":\"ok\",\"active_streams\":3,\"active_connections\":3}");
            assertThat(metrics(house).value("daemon_active_connections")).isEqualTo(3);
        }
    }

    @Test
    void wholeAnswersAreMeasuredAndNoFirstTokenIs() throws Exception {
        try (House house = sh("sleep 0.05; echo whole")) {
            for (int i = 0; i < 3; i++) {
                assertThat(house.exchange("{}")).isEqualTo("whole\n");
            }
            House.await(() -> house.seat.activeStreams() == 0);
            Operator.Answer now = metrics(house);
            assertThat(now.value("daemon_connections_total")).isEqualTo(3);
            assertThat(now.value("daemon_handoffs_total")).isEqualTo(3);
            assertThat(now.value("daemon_backend_requests_total" + BACKEND)).isEqualTo(3);
            assertThat(now.value("daemon_stream_duration_seconds_count")).isEqualTo(3);
            assertThat(now.value("daemon_stream_duration_seconds_sum")).isBetween(0.15, 30.0);
            assertThat(now.value("daemon_backend_duration_seconds_count" + BACKEND))
                    .isEqualTo(3);
            assertThat(now.value("daemon_backend_duration_seconds_sum" + BACKEND))
                    .isBetween(0.15, 30.0);
            assertThat(now.value("daemon_backend_ttfb_seconds_count" + BACKEND)).isZero();
            assertThat(now.value("daemon_active_connections")).isZero();
        }
    }

    @Test
    void aProgramThatRanTooLongIsMeasured() throws Exception {
        try (House house = sh("exec sleep 1000", "max-stream-duration=100ms")) {
            assertThat(house.exchange("{}")).startsWith("HTTP/1.1 504 ");
            house.awaitCount(Count.STREAM_ERRORS_TIMEOUT, 1);
            Operator.Answer now = metrics(house);
            assertThat(now.value("daemon_stream_duration_seconds_count")).isEqualTo(1);
            assertThat(now.value("daemon_stream_duration_seconds_sum")).isBetween(0.1, 30.0);
            assertThat(now.value("daemon_backend_duration_seconds_count" + BACKEND))
                    .isEqualTo(1);
        }
    }

    @Test
    void aProgramThatCannotBeStartedIsARequestAndAnErrorAndOneClient() throws Exception {
        try (House house = sh("echo ran")) {
            try (FailingCall _ = FailingCall.after(0, "posixSpawn", Errno.EIO)) {
                assertThat(house.exchange("{}")).startsWith("HTTP/1.1 500 ");
            }
            Operator.Answer now = metrics(house);
            assertThat(now.value("daemon_connections_total")).isEqualTo(1);
            assertThat(now.value("daemon_handoffs_total")).isEqualTo(1);
            assertThat(now.value("daemon_backend_requests_total" + BACKEND)).isEqualTo(1);
            assertThat(now.value("daemon_backend_errors_total" + BACKEND)).isEqualTo(1);
            assertThat(now.value("daemon_backend_duration_seconds_count" + BACKEND))
                    .isEqualTo(1);
            assertThat(now.value("daemon_stream_duration_seconds_count")).isEqualTo(1);
        }
    }

    @Test
    void aClientForWhomThereIsNoProcessIsNoRequest() throws Exception {
        try (House house = sh("read line", "max-processes=1");
                Guest first = Guest.arrive()) {
            Door.handOver(house.path(), first, "{}");
            house.awaitCount(Count.HANDOFFS, 1);
            assertThat(house.exchange("{}")).startsWith("HTTP/1.1 503 ");
            Operator.Answer now = metrics(house);
            assertThat(now.value("daemon_connections_total")).isEqualTo(2);
            assertThat(now.value("daemon_backend_requests_total" + BACKEND)).isEqualTo(1);
            assertThat(now.value("daemon_backend_errors_total" + BACKEND)).isZero();
        }
    }
}
