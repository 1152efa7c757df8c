package dev.usher.daemon.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.usher.bench.llm.LlmSettings;
import dev.usher.bench.llm.LlmStats;
import dev.usher.bench.llm.MockLlm;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** HTTP/2 and TLS, against the mock LLM server. */
class SharedUpstreamTest {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final TransportSettings H2 = TransportSettings.DEFAULT.with(UpstreamHttp.HTTP_2);

    private static final int HEADERS = 1;
    private static final int SETTINGS = 4;
    private static final int END_STREAM = 1;
    private static final int END_HEADERS = 4;
    /** RFC 7541 appendix A, entry 8. */
    private static final byte STATUS_200 = (byte) 0x88;

    @TempDir
    Path directory;

    /** How the two speak. */
    enum Way {
        CLEAR_1,
        CLEAR_2,
        TLS_1,
        TLS_2,
        UNIX_1,
        UNIX_2
    }

    private LlmSettings server(Way way) {
        LlmSettings fast = LlmSettings.defaults().withDelayMillis(1).withLoops(1);
        return switch (way) {
            case CLEAR_1, CLEAR_2 -> fast;
            case TLS_1, TLS_2 -> fast.withTls().withCertificateFile(directory.resolve("ca.pem"));
            case UNIX_1, UNIX_2 -> fast.withSocket(directory.resolve("llm.sock"));
        };
    }

    private TransportSettings client(Way way) {
        return switch (way) {
            case CLEAR_1, UNIX_1 -> TransportSettings.DEFAULT;
            case CLEAR_2, UNIX_2 -> H2;
            case TLS_1 -> trusting(UpstreamHttp.HTTP_1_1);
            case TLS_2 -> trusting(UpstreamHttp.AUTO);
        };
    }

    private TransportSettings trusting(UpstreamHttp http) {
        TransportSettings d = TransportSettings.DEFAULT;
        return new TransportSettings(
                http,
                d.connectTimeoutMillis(),
                d.streamWindowBytes(),
                d.connectionWindowBytes(),
                d.pingIntervalMillis(),
                Optional.of(directory.resolve("ca.pem")),
                false,
                d.idleConnectionsMax());
    }

    private UpstreamTarget target(MockLlm llm, Way way) {
        UpstreamTarget target = UpstreamTarget.parse(llm.baseUrl() + "/v1");
        return way == Way.UNIX_1 || way == Way.UNIX_2 ? target.by(directory.resolve("llm.sock")) : target;
    }

    private static String chat(String prompt) {
        return "{\"model\":\"m\",\"stream\":true,\"messages\":[{\"role\":\"user\",\"content\":\"" + prompt + "\"}]}";
    }

    private static Caller.Heard asks(Caller caller, String prompt) throws Exception {
        return caller.asks("/chat/completions", chat(prompt));
    }

    private static void seen(MockLlm llm, Predicate<LlmStats> holds) throws InterruptedException {
        assertThat(llm.await(holds, PATIENCE)).as(llm.stats().toString()).isTrue();
    }

    @ParameterizedTest
    @EnumSource
    void aWholeAnswer(Way way) throws Exception {
        try (MockLlm llm = MockLlm.start(server(way));
                Caller caller = new Caller(target(llm, way), client(way))) {
            Caller.Heard heard = asks(caller, "number seven");
            assertThat(heard.next()).as(heard.detail).isEqualTo("200");
            assertThat(heard.next()).isEqualTo("end");
            assertThat(heard.body()).contains("number seven").endsWith("data: [DONE]\n\n");
            boolean two = way == Way.CLEAR_2 || way == Way.TLS_2 || way == Way.UNIX_2;
            assertThat(llm.stats().requestsHttp2()).isEqualTo(two ? 1 : 0);
        }
    }

    @ParameterizedTest
    @EnumSource
    void cancelledAnswersAreNoticedAtOnce(Way way) throws Exception {
        try (MockLlm llm = MockLlm.start(server(way).withDelayMillis(60_000));
                Caller caller = new Caller(target(llm, way), client(way))) {
            Caller.Heard heard = asks(caller, "a");
            assertThat(heard.next()).as(heard.detail).isEqualTo("200");
            heard.cancels();
            seen(llm, stats -> stats.cancelled() == 1);
            assertThat(heard.isSilent()).isTrue();
        }
    }

    @Test
    void asManyStreamsAConnectionAsTheServerAllows() throws Exception {
        LlmSettings slow = server(Way.CLEAR_2).withStreamsMax(10).withDelayMillis(20);
        try (MockLlm llm = MockLlm.start(slow);
                Caller caller = new Caller(target(llm, Way.CLEAR_2), H2)) {
            for (int round = 0; round < 2; round++) {
                List<Caller.Heard> all = new ArrayList<>();
                for (int i = 0; i < 45; i++) {
                    all.add(asks(caller, "number " + i));
                }
                for (int i = 0; i < all.size(); i++) {
                    assertThat(all.get(i).next()).as(all.get(i).detail).isEqualTo("200");
                    assertThat(all.get(i).next()).as(all.get(i).detail).isEqualTo("end");
                    assertThat(all.get(i).body()).contains("number " + i);
                }
            }
            assertThat(llm.stats().streamsPerConnectionPeak()).isEqualTo(10);
            assertThat(llm.stats().connectionsTotal()).isLessThanOrEqualTo(6);
        }
    }

    @Test
    void callsWaitForTheFirstSettingsAndNotEachForAConnection() throws Exception {
        CountDownLatch allWait = new CountDownLatch(1);
        Scripted.Part late = line -> {
            int first = line.untilFrame(HEADERS);
            allWait.await();
            line.sends(SETTINGS, 0, 0);
            line.sends(HEADERS, END_STREAM | END_HEADERS, first, STATUS_200);
            answersAll(line);
        };
        try (Scripted server = new Scripted(late);
                Caller caller = new Caller(server.target(), H2)) {
            List<Caller.Heard> all = new ArrayList<>();
            for (int i = 0; i < 30; i++) {
                all.add(asks(caller, "number " + i));
            }
            awaitWaiting(caller, 29);
            assertThat(server.connections()).isEqualTo(1);
            allWait.countDown();
            for (Caller.Heard heard : all) {
                assertThat(heard.next()).as(heard.detail).isEqualTo("200");
                assertThat(heard.next()).as(heard.detail).isEqualTo("end");
            }
            assertThat(server.connections()).isEqualTo(1);
        }
    }

    @Test
    void aServerWithoutSettingsIsWaitedForAsLongAsForAConnection() throws Exception {
        TransportSettings impatient = new TransportSettings(
                UpstreamHttp.HTTP_2,
                200,
                H2.streamWindowBytes(),
                H2.connectionWindowBytes(),
                0,
                Optional.empty(),
                false,
                8);
        try (Scripted dumb = new Scripted(Scripted.Line::untilGone);
                Caller caller = new Caller(dumb.target(), impatient)) {
            List<Caller.Heard> all = new ArrayList<>();
            for (int i = 0; i < 30; i++) {
                all.add(asks(caller, "number " + i));
            }
            for (Caller.Heard heard : all) {
                assertThat(heard.next()).isEqualTo("REFUSED");
                assertThat(heard.detail).contains("no SETTINGS within 200 ms");
            }
            assertThat(dumb.connections()).as("each call began anew once").isEqualTo(2);
        }
    }

    @Test
    void callsBehindAConnectionThatDiesBeforeItsSettingsBeginAnew() throws Exception {
        Scripted.Part dies = line -> line.untilFrame(HEADERS);
        Scripted.Part serves = line -> {
            line.sends(SETTINGS, 0, 0);
            answersAll(line);
        };
        try (Scripted server = new Scripted(dies, serves);
                Caller caller = new Caller(server.target(), H2)) {
            List<Caller.Heard> all = new ArrayList<>();
            for (int i = 0; i < 30; i++) {
                all.add(asks(caller, "number " + i));
            }
            for (Caller.Heard heard : all) {
                assertThat(heard.next()).as(heard.detail).isEqualTo("200");
                assertThat(heard.next()).as(heard.detail).isEqualTo("end");
            }
            assertThat(server.connections()).isEqualTo(2);
        }
    }

    private static void answersAll(Scripted.Line line) throws IOException {
        while (true) {
            line.sends(HEADERS, END_STREAM | END_HEADERS, line.untilFrame(HEADERS), STATUS_200);
        }
    }

    private static void awaitWaiting(Caller caller, int calls) throws Exception {
        AtomicInteger waiting = new AtomicInteger(-1);
        for (int i = 0; waiting.get() != calls; i++) {
            assertThat(i).as("turns until %s calls wait: %s", calls, waiting).isLessThan(1_000_000);
            caller.on(() -> waiting.set(caller.upstream.waiting(caller.loop())));
        }
    }

    @Test
    void cancelLeavesTheConnectionToOthers() throws Exception {
        try (MockLlm llm = MockLlm.start(server(Way.CLEAR_2).withDelayMillis(30));
                Caller caller = new Caller(target(llm, Way.CLEAR_2), H2)) {
            Caller.Heard stays = asks(caller, "stays");
            assertThat(stays.next()).isEqualTo("200");
            Caller.Heard leaves = asks(caller, "leaves");
            assertThat(leaves.next()).isEqualTo("200");
            leaves.cancels();
            assertThat(stays.next()).isEqualTo("end");
            assertThat(stays.body()).endsWith("data: [DONE]\n\n");
            assertThat(llm.stats().connectionsTotal()).isEqualTo(1);
        }
    }

    @Test
    void aPausedStreamHoldsNobodyUp() throws Exception {
        LlmSettings endless = server(Way.CLEAR_2).withPattern("endless");
        try (MockLlm llm = MockLlm.start(endless);
                Caller caller = new Caller(target(llm, Way.CLEAR_2), H2)) {
            Caller.Heard slow = asks(caller, "slow").pausesAfter(1);
            assertThat(slow.next()).isEqualTo("200");
            slow.awaitBody(1);
            Caller.Heard fast = asks(caller, "fast");
            assertThat(fast.next()).isEqualTo("200");
            fast.awaitBody(1 << 20);
            assertThat(slow.body()).hasSizeLessThan(64 * 1024);
            fast.cancels();
            slow.cancels();
            seen(llm, stats -> stats.cancelled() == 2);
        }
    }

    @Test
    void afterGoAwayWhatTheServerTakesCareOfRunsOn() throws Exception {
        LlmSettings settings = server(Way.CLEAR_2).withDelayMillis(20);
        try (MockLlm llm = MockLlm.start(settings);
                Caller caller = new Caller(target(llm, Way.CLEAR_2), H2)) {
            List<Caller.Heard> all = new ArrayList<>();
            for (int i = 0; i < 50; i++) {
                all.add(asks(caller, "number " + i));
            }
            Caller.Heard last =
                    caller.asks("/chat/completions", chat("last"), new Header("X-Test-Pattern", "goaway:3"));
            all.add(last);
            for (Caller.Heard heard : all) {
                assertThat(heard.next()).as(heard.detail).isEqualTo("200");
            }
            for (Caller.Heard heard : all) {
                assertThat(heard.next()).as(heard.detail).isEqualTo("end");
                assertThat(heard.body()).endsWith("data: [DONE]\n\n");
            }
            assertThat(llm.stats().goAwaysSent()).isPositive();
            Caller.Heard next = asks(caller, "next");
            assertThat(next.next()).isEqualTo("200");
            assertThat(next.next()).isEqualTo("end");
            assertThat(llm.stats().connectionsTotal()).isEqualTo(2);
        }
    }

    @Test
    void whatGoAwayLeavesOutBeginsAnewOnce() throws Exception {
        try (MockLlm llm = MockLlm.start(server(Way.CLEAR_2));
                Caller caller = new Caller(target(llm, Way.CLEAR_2), H2)) {
            Caller.Heard heard =
                    caller.asks("/chat/completions", chat("again"), new Header("X-Test-Pattern", "goaway-refuse"));
            assertThat(heard.next()).as(heard.detail).isIn("200", "REFUSED");
            assertThat(llm.stats().connectionsTotal()).isEqualTo(2);
        }
    }

    @Test
    void aRefusedStreamBeginsAnew() throws Exception {
        try (MockLlm llm = MockLlm.start(server(Way.CLEAR_2));
                Caller caller = new Caller(target(llm, Way.CLEAR_2), H2)) {
            Caller.Heard heard =
                    caller.asks("/chat/completions", chat("again"), new Header("X-Test-Pattern", "refuse"));
            assertThat(heard.next()).as(heard.detail).isEqualTo("200");
            assertThat(heard.next()).isEqualTo("end");
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"CLEAR_1", "CLEAR_2", "TLS_2"})
    void aCutIsACut(Way way) throws Exception {
        try (MockLlm llm = MockLlm.start(server(way));
                Caller caller = new Caller(target(llm, way), client(way))) {
            Caller.Heard heard = caller.asks("/chat/completions", chat("cut"), new Header("X-Test-Pattern", "cut:3"));
            assertThat(heard.next()).as(heard.detail).isEqualTo("200");
            assertThat(heard.next()).as(heard.detail).isEqualTo("CUT");
        }
    }

    @Test
    void connectionsThatDieFailTheirStreams() throws Exception {
        try (MockLlm llm = MockLlm.start(server(Way.CLEAR_2).withDelayMillis(60_000));
                Caller caller = new Caller(target(llm, Way.CLEAR_2), H2)) {
            Caller.Heard one = asks(caller, "one");
            assertThat(one.next()).isEqualTo("200");
            llm.dropConnections();
            assertThat(one.next()).isEqualTo("CUT");
        }
    }

    @Test
    void aCertificateNobodyVouchesForIsRefused() throws Exception {
        try (MockLlm llm = MockLlm.start(server(Way.TLS_2));
                Caller caller = new Caller(target(llm, Way.TLS_2), TransportSettings.DEFAULT)) {
            Caller.Heard heard = asks(caller, "a");
            assertThat(heard.next()).isEqualTo("UNREACHABLE");
            assertThat(heard.detail).contains("TLS");
        }
    }

    @Test
    void aServerWithoutHttp2IsSaid() throws Exception {
        try (Scripted server = new Scripted(line -> {
                    line.says("HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n");
                    line.untilGone();
                });
                Caller caller = new Caller(server.target(), H2)) {
            Caller.Heard heard = asks(caller, "a");
            assertThat(heard.next()).as(heard.detail).isIn("REFUSED", "PROTOCOL");
        }
    }

    @Test
    void noAnswerToPingEndsTheConnection() throws Exception {
        TransportSettings d = H2;
        TransportSettings impatient = new TransportSettings(
                UpstreamHttp.HTTP_2,
                d.connectTimeoutMillis(),
                d.streamWindowBytes(),
                d.connectionWindowBytes(),
                50,
                Optional.empty(),
                false,
                8);
        try (Scripted dumb = new Scripted(Scripted.Line::untilGone);
                Caller caller = new Caller(dumb.target(), impatient)) {
            Caller.Heard heard = asks(caller, "a");
            assertThat(heard.next()).isEqualTo("REFUSED");
            assertThat(heard.detail).contains("PING");
        }
    }

    @Test
    void aFileWithoutCertificatesIsNamed() throws Exception {
        Path file = Files.writeString(directory.resolve("ca.pem"), "nothing");
        assertThat(org.assertj.core.api.Assertions.catchThrowable(() ->
                        HttpUpstream.open(UpstreamTarget.parse("https://localhost"), trusting(UpstreamHttp.AUTO))))
                .hasMessageContaining(file.toString());
    }
}
