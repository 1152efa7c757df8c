package dev.usher.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.usher.config.ConfigLoader;
import dev.usher.fd.SocketType;
import dev.usher.fd.UnixAddress;
import dev.usher.fd.UnixSocket;
import dev.usher.server.content.Fetched;
import dev.usher.server.content.Workers;
import dev.usher.server.content.java.TestHandlers;
import dev.usher.server.content.status.DoorStatus;
import dev.usher.server.content.status.HandedOff;
import dev.usher.server.http.HandlerKind;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the door counts, as {@code usher-metrics}, {@code server-status} and {@link Door#status} show it. */
class StatusTest {
    @TempDir
    Path temp;

    private Path seatPath;

    @BeforeEach
    void site() throws Exception {
        temp = temp.toRealPath();
        Files.writeString(Files.createDirectory(temp.resolve("site")).resolve("a.txt"), "a file");
        seatPath = Files.createDirectory(temp.resolve("run")).resolve("seat.sock");
        TestHandlers.reset();
    }

    private Door door() throws Exception {
        String config = """
                Listen 127.0.0.1:0
                ServerName main.example
                DocumentRoot site
                SocketHandoffAllowedPrefix TEMP/run/
                <Location /metrics>
                SetHandler usher-metrics
                </Location>
                <Location /status>
                SetHandler server-status
                </Location>
                <Location /hand>
                SetHandler HANDING
                </Location>
                <Location /wait>
                SetHandler WAITING
                HandlerPermits 2
                </Location>
                <VirtualHost *:*>
                ServerName other.example
                </VirtualHost>
                """.replace("TEMP", temp.toString())
                .replace("HANDING", TestHandlers.name(TestHandlers.Handing.class))
                .replace("WAITING", TestHandlers.name(TestHandlers.Waiting.class));
        return Door.open(ConfigLoader.of(ServerSettings.catalog()).loadText(temp.resolve("usher.conf"), config), 2);
    }

    private static Fetched get(Door door, String target, String... headers) throws Exception {
        return Fetched.of(door.ports().getFirst(), "GET", target, new byte[0], headers);
    }

    private static Socket asking(Door door, String target) throws Exception {
        Socket client =
                new Socket(InetAddress.getLoopbackAddress(), door.ports().getFirst());
        client.setSoTimeout(10_000);
        client.getOutputStream().write(Fetched.request("GET", target, new byte[0]));
        return client;
    }

    /** The figures, when they are so; waits for them, since a request is counted behind its last byte. */
    private static DoorStatus await(Door door, Predicate<DoorStatus> wanted) {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
        DoorStatus status = door.status();
        while (!wanted.test(status) && System.nanoTime() < deadline) {
            LockSupport.parkNanos(1_000_000);
            status = door.status();
        }
        assertThat(status).matches(wanted, "is as wanted");
        return status;
    }

    private static Workers.Account account(DoorStatus status, String name) {
        return status.applications().stream()
                .filter(account -> account.name().endsWith(name))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void requestsAreCountedByHandlerAndStatus() throws Exception {
        try (Door door = door()) {
            get(door, "/a.txt");
            get(door, "/a.txt");
            get(door, "/none");
            get(door, "/a.txt", "Host: bad host");
            DoorStatus status = await(door, s -> s.requests().total() == 4);
            assertThat(status.requests().counts())
                    .containsExactlyInAnyOrder(
                            new DoorStatus.Count(HandlerKind.FILES, 2, 2),
                            new DoorStatus.Count(HandlerKind.NONE, 4, 2));
            assertThat(status.connections().total()).isEqualTo(4);
            assertThat(status.requests().duration().count()).isEqualTo(4);
            assertThat(status.requests().bytesSent()).isGreaterThan(400);
            assertThat(status.hosts()).containsOnlyKeys("main.example", "other.example");
            assertThat(status.hosts().values().stream()
                            .mapToLong(Long::longValue)
                            .sum())
                    .isEqualTo(4);
        }
    }

    @Test
    void busyWorkersAndThoseWhoWaitAreShownWithTheirLimit() throws Exception {
        try (Door door = door()) {
            assertThat(account(door.status(), "$Waiting").limit()).isEqualTo(2);
            Socket[] clients = {asking(door, "/wait?0"), asking(door, "/wait?1"), asking(door, "/wait?2")};
            DoorStatus status = await(door, s -> account(s, "$Waiting").waiting() == 1 && s.busyWorkers() == 2);
            assertThat(account(status, "$Waiting").busy()).isEqualTo(2);
            assertThat(status.busyWorkers()).isEqualTo(2);
            assertThat(status.requests().active()).isEqualTo(3);
            assertThat(get(door, "/metrics").text())
                    .containsPattern("usher_application_busy\\{application=\"[^\"]*Waiting\",handler=\"java\"} 2.0")
                    .containsPattern("usher_application_waiting\\{application=\"[^\"]*Waiting\",handler=\"java\"} 1.0");
            for (Socket client : clients) {
                client.close();
            }
            await(door, s -> s.busyWorkers() == 0 && account(s, "$Waiting").waiting() == 0);
        }
    }

    @Test
    void aHandoffIsNotedWithItsFigures() throws Exception {
        try (UnixSocket seat = UnixSocket.open(SocketType.SEQPACKET);
                Door door = door()) {
            seat.bind(UnixAddress.path(seatPath));
            seat.listen(4);
            try (Socket client = asking(door, "/hand/%3Cb%3E?secret=1&slow=1&seat=" + seatPath)) {
                assertThat(client.isConnected()).isTrue();
                DoorStatus status = await(door, s -> s.handoffs().sent() == 1);
                HandedOff one = status.handoffs().recent().getFirst();
                assertThat(one.path()).isEqualTo("/hand/<b>");
                assertThat(one.seat()).isEqualTo(seatPath.toString());
                assertThat(one.lane()).isEqualTo("direct");
                assertThat(one.status()).isEqualTo(200);
                assertThat(one.id()).matches("[a-z2-7]{13}");
                assertThat(one.workerIsHeld()).isTrue();
                assertThat(one.handoffMicros()).isBetween(1L, 10_000_000L);
                assertThat(status.handoffs().duration().count()).isEqualTo(1);
                assertThat(TestHandlers.event()).isEqualTo("flushed");
                TestHandlers.open();
                DoorStatus after =
                        await(door, s -> !s.handoffs().recent().getFirst().workerIsHeld() && s.busyWorkers() == 0);
                long micros = after.handoffs().recent().getFirst().workerHeldMicros();
                assertThat(micros).isPositive();
                assertThat(account(after, "$Handing").held().sumSeconds())
                        .isCloseTo(micros / 1e6, org.assertj.core.data.Offset.offset(1e-5));
                assertThat(get(door, "/status").text())
                        .contains("/hand/&lt;b&gt;")
                        .doesNotContain("secret");
                assertThat(get(door, "/metrics").text()).contains("usher_handoffs_total{lane=\"direct\"} 1.0");
            }
            try (UnixSocket sender = seat.accept()) {
                assertThat(sender).isNotNull();
            }
        }
    }

    @Test
    void aRefusedHandoffIsCountedByItsStatus() throws Exception {
        try (Door door = door()) {
            assertThat(get(door, "/hand?seat=/etc/passwd").status()).isEqualTo(403);
            assertThat(get(door, "/hand?seat=" + seatPath).status()).isEqualTo(503);
            assertThat(get(door, "/hand?seat=").status()).isEqualTo(500);
            DoorStatus status = door.status();
            assertThat(status.handoffs().refused())
                    .containsEntry(403, 1L)
                    .containsEntry(503, 1L)
                    .containsEntry(500, 1L);
            assertThat(status.handoffs().sent()).isZero();
            assertThat(get(door, "/metrics").text()).contains("usher_handoffs_refused_total{status=\"503\"} 1.0");
            assertThat(get(door, "/status").text()).contains("1 got 503 instead");
        }
    }

    @Test
    void onlyTheLastHandoffsAreKept() throws Exception {
        try (UnixSocket seat = UnixSocket.open(SocketType.SEQPACKET);
                Door door = door()) {
            seat.bind(UnixAddress.path(seatPath));
            seat.listen(100);
            for (int i = 1; i <= 70; i++) {
                int sent = i;
                try (Socket client = asking(door, "/hand/" + i + "?seat=" + seatPath)) {
                    assertThat(client.isConnected()).isTrue();
                    await(door, s -> s.handoffs().sent() == sent);
                }
            }
            assertThat(door.status().handoffs().recent()).hasSize(64);
            assertThat(door.status().handoffs().recent().getFirst().path()).isEqualTo("/hand/70");
            assertThat(door.status().handoffs().recent().getLast().path()).isEqualTo("/hand/7");
        }
    }

    @Test
    void metricsAreOfPrometheusUnlessOpenMetricsIsAccepted() throws Exception {
        try (Door door = door()) {
            get(door, "/a.txt");
            await(door, s -> s.requests().total() == 1);
            Fetched text = get(door, "/metrics");
            assertThat(text.header("Content-Type")).startsWith("text/plain; version=0.0.4");
            assertThat(text.header("Cache-Control")).isEqualTo("no-store");
            assertThat(text.text())
                    .contains("# HELP usher_requests_total ", "# TYPE usher_request_duration_seconds histogram")
                    .contains("usher_requests_total{code=\"2xx\",handler=\"files\"} 1.0")
                    .contains("usher_application_seconds_bucket{", "le=\"+Inf\"")
                    .contains("usher_request_duration_seconds_bucket{le=\"0.0005\"} ")
                    .doesNotContainPattern("le=\"[^\"]*E");
            Fetched open =
                    get(door, "/metrics", "Accept: application/openmetrics-text; version=1.0.0, text/plain;q=0.5");
            assertThat(open.header("Content-Type")).startsWith("application/openmetrics-text; version=1.0.0");
            assertThat(open.text()).endsWith("# EOF\n").contains("# UNIT usher_handoff_duration_seconds seconds");
            assertThat(open.text()).contains("le=\"0.0005\"} ").doesNotContainPattern("le=\"[^\"]*E");
        }
    }

    @Test
    void statusIsAPageAndAuto() throws Exception {
        try (Door door = door()) {
            Fetched page = get(door, "/status");
            assertThat(page.header("Content-Type")).isEqualTo("text/html; charset=utf-8");
            assertThat(page.header("Cache-Control")).isEqualTo("no-store");
            assertThat(page.header("Refresh")).isNull();
            assertThat(page.text())
                    .contains(
                            "<title>Usher status</title>", "main.example", "other.example", "prefers-color-scheme:dark")
                    .doesNotContain("http://", "https://", "<script");
            Fetched auto = get(door, "/status?auto");
            assertThat(auto.header("Content-Type")).isEqualTo("text/plain; charset=utf-8");
            assertThat(auto.text().lines())
                    .allMatch(line -> line.matches("[A-Za-z ]+: .+"))
                    .anyMatch(line -> line.matches("Total Accesses: [0-9]+"))
                    .anyMatch(line -> line.matches("BusyWorkers: 0"));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"refresh=5:5", "refresh:10", "refresh=0:1", "auto&refresh=9999:3600", "refresh=x:", "xrefresh=5:"
            })
    void refreshIsBounded(String asked) throws Exception {
        String[] query = asked.split(":", -1);
        try (Door door = door()) {
            assertThat(get(door, "/status?" + query[0]).header("Refresh"))
                    .isEqualTo(query[1].isEmpty() ? null : query[1]);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"/status", "/metrics"})
    void onlyGetAndHeadAreAnswered(String path) throws Exception {
        try (Door door = door()) {
            Fetched refused = Fetched.of(door.ports().getFirst(), "POST", path, new byte[] {1});
            assertThat(refused.status()).isEqualTo(405);
            assertThat(refused.header("Allow")).isEqualTo("GET, HEAD");
            Fetched head = Fetched.of(door.ports().getFirst(), "HEAD", path, new byte[0]);
            assertThat(head.status()).isEqualTo(200);
            assertThat(head.body()).isEmpty();
        }
    }
}
