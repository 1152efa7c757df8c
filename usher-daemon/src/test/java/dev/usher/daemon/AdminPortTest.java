package dev.usher.daemon;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.usher.daemon.receive.StartException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

/** The port an operator looks at: where it is, what it answers, and what it costs. */
class AdminPortTest {
    private static final String PORT = "metrics-addr=127.0.0.1:0";
    private static final int DEFAULT_PORT = 9090;

    @TempDir
    private Path directory;

    @Test
    void healthSaysOkAndHowManyThereAre() throws Exception {
        try (House house = House.open(directory, PORT, "message-delay=1h");
                Guest guest = Guest.arrive()) {
            Operator.Answer idle = Operator.get(house.seat, "/healthz");
            assertThat(idle.body().trim())
                    .isEqualTo("{\"status\":\"ok\",\"active_streams\":0,\"active_connections\":0}");
            assertThat(idle.field("Content-Type")).isEqualTo("application/json");
            Door.handOver(house.path(), guest, "{}");
            guest.hearsUntil("\n\n");
            assertThat(Operator.get(house.seat, "/healthz").body().trim())
                    .isEqualTo("{\"status\":\"ok\",\"active_streams\":1,\"active_connections\":1}");
        }
    }

    @Test
    void aSeatWithRoomIsReadyAndAFullOneIsNot() throws Exception {
        try (House house = House.open(directory, PORT, "message-delay=1h", "max-connections=1");
                Guest guest = Guest.arrive()) {
            assertThat(Operator.get(house.seat, "/readyz").status()).isEqualTo(200);
            Door.handOver(house.path(), guest, "{}");
            guest.hearsUntil("\n\n");
            Operator.Answer full = Operator.get(house.seat, "/readyz");
            assertThat(full.status()).isEqualTo(503);
            assertThat(full.body()).isEqualTo("at capacity\n");
            guest.goes();
            House.await(() -> house.seat.activeStreams() == 0);
            assertThat(Operator.get(house.seat, "/readyz").status()).isEqualTo(200);
        }
    }

    @Test
    void aDrainingSeatIsAliveAndNotReady() throws Exception {
        try (House house = House.open(directory, PORT, "message-delay=1h");
                Guest guest = Guest.arrive()) {
            Door.handOver(house.path(), guest, "{}");
            guest.hearsUntil("\n\n");
            var _ = house.seat.drain(Duration.ofHours(1));
            House.await(house.seat::isDraining);
            Operator.Answer ready = Operator.get(house.seat, "/readyz");
            assertThat(ready.status()).isEqualTo(503);
            assertThat(ready.body()).isEqualTo("draining\n");
            assertThat(Operator.get(house.seat, "/healthz").status()).isEqualTo(200);
            assertThat(Operator.get(house.seat, "/status.json").body()).contains("\"state\":\"draining\"");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"/", "/status.json", "/metrics", "/healthz", "/readyz"})
    void headHasTheHeadOfGetAndNoBody(String path) throws Exception {
        try (House house = House.open(directory, PORT)) {
            Operator.Answer head =
                    Operator.ask(house.seat, "HEAD " + path + " HTTP/1.1\r\nHost: seat\r\nConnection: close\r\n\r\n");
            assertThat(head.status()).isEqualTo(200);
            assertThat(head.body()).isEmpty();
            assertThat(Integer.parseInt(head.field("Content-Length"))).isPositive();
            assertThat(head.field("Content-Type"))
                    .isEqualTo(Operator.get(house.seat, path).field("Content-Type"));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"POST", "PUT", "DELETE", "OPTIONS", "BREW"})
    void otherMethodsAreNotAllowed(String method) throws Exception {
        try (House house = House.open(directory, PORT)) {
            Operator.Answer answer = Operator.ask(
                    house.seat,
                    method + " /metrics HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\nConnection: close\r\n\r\nhi");
            assertThat(answer.status()).isEqualTo(405);
            assertThat(answer.field("Allow")).isEqualTo("GET, HEAD");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"/nothing", "/metrics/", "/../etc/passwd", "/healthz/x", "/..", "/%2e%2e/", "/METRICS"})
    void whatIsNotThereIsNotFound(String target) throws Exception {
        try (House house = House.open(directory, PORT)) {
            assertThat(Operator.get(house.seat, target).status()).isEqualTo(404);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\0\0\0\0\r\n\r\n",
                "GET\r\n\r\n",
                "GET /metrics\r\n\r\n",
                "GET http://[ HTTP/1.1\r\n\r\n",
                "\u0016\u0003\u0001\u0002\u0000\u0001\r\n\r\n",
                "GET / HTTP/1.1\r\nContent-Length: -5\r\n\r\n",
                "GET / HTTP/1.1\r\nTransfer-Encoding: nonsense\r\n\r\n"
            })
    void garbageIsRefusedAndTheNextVisitorServed(String request) throws Exception {
        try (House house = House.open(directory, PORT)) {
            Operator.Answer answer =
                    Operator.ask(house.seat, request.replace("\r\n\r\n", "\r\nConnection: close\r\n\r\n"));
            assertThat(answer.status()).isIn(0, 400, 404, 501);
            assertThat(Operator.get(house.seat, "/healthz").status()).isEqualTo(200);
        }
    }

    @Test
    void aHeadOverTheLimitIsCutOff() throws Exception {
        try (House house = House.open(directory, PORT)) {
            try {
                assertThat(Operator.get(house.seat, "/", "X-Long: " + "x".repeat(64 * 1024))
                                .status())
                        .isNotEqualTo(200);
            } catch (java.net.SocketException reset) {
                assertThat(reset).hasMessageContaining("reset");
            }
            assertThat(Operator.get(house.seat, "/healthz").status()).isEqualTo(200);
        }
    }

    @Test
    void fortyIdleConnectionsHinderNobody() throws Exception {
        try (House house = House.open(directory, PORT)) {
            InetSocketAddress at = house.seat.adminAddress().orElseThrow();
            List<Socket> idle = new ArrayList<>();
            try {
                for (int i = 0; i < 40; i++) {
                    idle.add(silentAt(at));
                }
                assertThat(Operator.get(house.seat, "/healthz").status()).isEqualTo(200);
            } finally {
                closeAll(idle);
            }
        }
    }

    @Test
    void moreIdleConnectionsThanThereMayBeSilenceThePortForAWhileOnly() throws Exception {
        try (House house = House.open(directory, PORT)) {
            InetSocketAddress at = house.seat.adminAddress().orElseThrow();
            List<Socket> idle = new ArrayList<>();
            try {
                for (int i = 0; i < 100; i++) {
                    idle.add(silentAt(at));
                    if (i % 2 == 0) {
                        tryToWrite(idle.getLast(), "GET / HT");
                    }
                }
                House.await(() -> {
                    try {
                        return Operator.get(house.seat, "/healthz").status() == 200;
                    } catch (IOException cutOff) {
                        return false;
                    }
                });
            } finally {
                closeAll(idle);
            }
        }
    }

    private static Socket silentAt(InetSocketAddress at) throws IOException {
        return new Socket(at.getAddress(), at.getPort());
    }

    private static void tryToWrite(Socket socket, String text) {
        try {
            socket.getOutputStream().write(text.getBytes(US_ASCII));
        } catch (IOException overTheLimit) {
            // Sent away at once, which is what a part of them is there for.
        }
    }

    private static void closeAll(List<Socket> sockets) throws IOException {
        for (Socket socket : sockets) {
            socket.close();
        }
    }

    @Test
    void theAnswersAreKeptByNobodyAndShownInNoFrame() throws Exception {
        try (House house = House.open(directory, PORT)) {
            for (String path : List.of("/", "/status.json", "/metrics", "/healthz", "/readyz", "/none")) {
                Operator.Answer answer = Operator.get(house.seat, path);
                assertThat(answer.field("X-Content-Type-Options")).isEqualTo("nosniff");
                assertThat(answer.field("Cache-Control")).isEqualTo("no-store");
                assertThat(answer.field("Content-Security-Policy"))
                        .contains("default-src 'none'")
                        .contains("frame-ancestors 'none'");
            }
        }
    }

    @Test
    void noPromptIsShownAnywhere() throws Exception {
        try (House house = House.open(directory, PORT, "message-delay=1h");
                Guest guest = Guest.arrive()) {
            Door.handOver(house.path(), guest, "{\"prompt\":\"hush-hush\",\"user_id\":\"somebody\"}");
            guest.hearsUntil("\n\n");
            for (String path : List.of("/", "/status.json", "/metrics", "/healthz", "/readyz")) {
                assertThat(Operator.get(house.seat, path).body()).doesNotContain("hush-hush", "somebody");
            }
        }
    }

    @Test
    void anIpv6AddressIsListenedAt() throws Exception {
        assumeThat(java.nio.file.Files.readString(Path.of("/proc/net/if_inet6")))
                .contains(" lo");
        try (House house = House.open(directory, "metrics-addr=[::1]:0")) {
            assertThat(house.seat.adminAddress().orElseThrow().getAddress())
                    .isEqualTo(InetAddress.getByAddress(new byte[] {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1}));
            assertThat(Operator.get(house.seat, "/healthz").status()).isEqualTo(200);
        }
    }

    @Test
    void offMeansNoPort() throws Exception {
        try (House house = House.open(directory, "metrics-addr=off")) {
            assertThat(house.seat.adminAddress()).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "9090",
                "localhost",
                "127.0.0.1:65536",
                "::1:9090",
                "[::1]",
                "127.0.0.1:x",
                "a b:1",
                "on",
                "http://x:1"
            })
    void whatIsNoAddressIsRefusedByName(String address) {
        assertThatThrownBy(() -> House.open(directory, "metrics-addr=" + address))
                .hasMessageContaining("metrics-addr")
                .hasMessageContaining("must be HOST:PORT");
    }

    @Test
    void aConfiguredAddressInUseIsAnErrorThatNamesItAndLeavesNothing() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            String address = "127.0.0.1:" + taken.getLocalPort();
            assertThatThrownBy(() -> House.open(directory, "metrics-addr=" + address))
                    .isInstanceOf(StartException.class)
                    .hasMessageContaining("MetricsAddr " + address)
                    .hasMessageContaining("--metrics-addr")
                    .hasMessageContaining("in use");
            assertThat(directory).isEmptyDirectory();
        }
    }

    @Test
    void anAddressThatIsNotOursIsAnErrorThatNamesIt() {
        assertThatThrownBy(() -> House.open(directory, "metrics-addr=192.0.2.1:9090"))
                .isInstanceOf(StartException.class)
                .hasMessageContaining("MetricsAddr 192.0.2.1:9090");
    }

    @Test
    void aHostThatNobodyKnowsIsAnErrorThatNamesIt() {
        assertThatThrownBy(() -> House.open(directory, "metrics-addr=nobody.invalid:9090"))
                .isInstanceOf(StartException.class)
                .hasMessageContaining("nobody.invalid");
    }

    /** Whoever holds the default port, this test or another process: nobody asked for it, so the seat goes on. */
    @Test
    void theDefaultAddressInUseIsAWarning() throws Exception {
        ListAppender<ILoggingEvent> said = new ListAppender<>();
        said.start();
        var logger = (ch.qos.logback.classic.Logger) LoggerFactory.getLogger(AdminStart.class);
        logger.addAppender(said);
        try (ServerSocket _ = holder();
                Seat seat = Seat.start(directory.resolve("seat.sock"), dev.usher.config.Values.defaults())) {
            assertThat(seat.adminAddress()).isEmpty();
            assertThat(seat.maxConnections()).isPositive();
            assertThat(said.list)
                    .anyMatch(event -> event.getFormattedMessage()
                                    .contains(
                                            "MetricsAddr 127.0.0.1:9090 cannot be listened at: Address already in use")
                            && event.getFormattedMessage()
                                    .contains("--metrics-addr, USHER_METRICS_ADDR or MetricsAddr"));
        } finally {
            logger.detachAppender(said);
        }
    }

    private static ServerSocket holder() throws Exception {
        ServerSocket socket = new ServerSocket();
        try {
            socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), DEFAULT_PORT));
        } catch (java.net.BindException another) {
            return socket;
        }
        return socket;
    }

    @Test
    void twoSeatsHaveAPortEachAndCountForThemselves() throws Exception {
        java.nio.file.Files.createDirectory(directory.resolve("other"));
        try (House one = House.open(directory, PORT, "message-delay=0ms");
                House other = House.open(directory.resolve("other"), PORT)) {
            assertThat(one.exchange("{}")).contains("[DONE]");
            House.await(() -> one.seat.activeStreams() == 0);
            assertThat(Operator.get(one.seat, "/metrics").value("daemon_handoffs_total"))
                    .isEqualTo(1);
            assertThat(Operator.get(other.seat, "/metrics").value("daemon_handoffs_total"))
                    .isZero();
        }
    }

    @Test
    void theLimitsOfTheJdksServerAreThere() throws Exception {
        try (House _ = House.open(directory, PORT)) {
            Map.of(
                            "jdk.httpserver.maxConnections", "64",
                            "sun.net.httpserver.maxReqTime", "2",
                            "sun.net.httpserver.clockTick", "1000",
                            "sun.net.httpserver.maxRspTime", "10")
                    .forEach((name, value) ->
                            assertThat(System.getProperty(name)).isEqualTo(value));
        }
    }
}
