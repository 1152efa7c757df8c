package dev.usher.daemon.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.usher.bench.llm.LlmSettings;
import dev.usher.bench.llm.MockLlm;
import dev.usher.daemon.Child;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** HTTP/1.1, against a server that does as it is told. */
@Tag("transport")
class Http1UpstreamTest {
    private static final TransportSettings PLAIN = TransportSettings.DEFAULT.with(UpstreamHttp.HTTP_1_1);
    private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

    @Test
    void theRequestIsWhole() throws Exception {
        AtomicReference<String> asked = new AtomicReference<>("");
        try (Scripted server = new Scripted(line -> {
                    asked.set(line.request());
                    line.says(OK);
                });
                Caller caller = new Caller(server.target(), PLAIN)) {
            Caller.Heard heard = caller.asks("/chat", "{\"a\":1}");
            assertThat(heard.next()).isEqualTo("200");
            assertThat(heard.next()).isEqualTo("end");
            assertThat(heard.body()).isEqualTo("ok");
            assertThat(asked.get())
                    .startsWith("POST /v1/chat HTTP/1.1\r\n")
                    .contains("host: 127.0.0.1:" + server.target().port() + "\r\n", "X-Test: yes\r\n")
                    .contains("content-length: 7\r\n");
        }
    }

    @Test
    void chunksArriveAsTheyAre() throws Exception {
        CountDownLatch first = new CountDownLatch(1);
        try (Scripted server = new Scripted(line -> {
                    line.request();
                    line.says("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n");
                    await(first);
                    line.says("1\r\n!\r\n0\r\n\r\n");
                    line.untilGone();
                });
                Caller caller = new Caller(server.target(), PLAIN)) {
            Caller.Heard heard = caller.asks("/a");
            heard.awaitBody(5);
            assertThat(heard.next()).isEqualTo("200");
            first.countDown();
            assertThat(heard.next()).isEqualTo("end");
            assertThat(heard.body()).isEqualTo("hello!");
        }
    }

    @Test
    void interimAnswersAreNotShown() throws Exception {
        try (Scripted server = new Scripted(line -> {
                    line.request();
                    line.says("HTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\n" + OK);
                });
                Caller caller = new Caller(server.target(), PLAIN)) {
            Caller.Heard heard = caller.asks("/a");
            assertThat(heard.next()).isEqualTo("200");
            assertThat(heard.next()).isEqualTo("end");
        }
    }

    @Test
    void aConnectionServesTheNextCall() throws Exception {
        try (Scripted server = new Scripted(line -> {
                    while (!line.request().isEmpty()) {
                        line.says(OK);
                    }
                });
                Caller caller = new Caller(server.target(), PLAIN)) {
            for (int i = 0; i < 3; i++) {
                Caller.Heard heard = caller.asks("/a");
                assertThat(heard.next()).isEqualTo("200");
                assertThat(heard.next()).isEqualTo("end");
            }
            assertThat(server.connections()).isEqualTo(1);
            assertThat(caller.upstream.idle()).isEqualTo(1);
        }
    }

    @Test
    void aCallThatIsCancelledWhileItWaitsIsKeptByNobody() throws Exception {
        try (ServerSocket deaf = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                Caller caller = new Caller(
                        UpstreamTarget.parse("http://127.0.0.1:" + deaf.getLocalPort()),
                        TransportSettings.DEFAULT.with(UpstreamHttp.HTTP_1_1))) {
            caller.on(() -> {
                Caller.Heard heard = new Caller.Heard(caller);
                Call call = caller.upstream.call(
                        caller.loop(), new UpstreamRequest("POST", "/a", List.of(), new byte[1]), heard);
                assertThat(caller.upstream.waiting(caller.loop())).isEqualTo(1);
                call.cancel();
                assertThat(caller.upstream.waiting(caller.loop())).isZero();
            });
        }
    }

    @Test
    void aLargeBodyIsSentWholeAndTheConnectionServesTheNextCall() throws Exception {
        Random random = new Random(11);
        String large = random.ints(1_000_000, 'a', 'z' + 1)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
        try (MockLlm llm = MockLlm.start(LlmSettings.defaults().withLoops(1));
                Caller caller = new Caller(UpstreamTarget.parse(llm.baseUrl() + "/v1"), PLAIN)) {
            for (int i = 0; i < 2; i++) {
                Caller.Heard heard = caller.asks("/chat/completions", "{\"messages\":[],\"x\":\"" + large + "\"}");
                assertThat(heard.next()).isEqualTo("200");
                assertThat(heard.next()).isEqualTo("end");
                assertThat(llm.requests().getLast().body()).contains(large);
            }
            assertThat(llm.stats().connectionsTotal()).isEqualTo(1);
        }
    }

    @Test
    void noMoreThanEightAreKept() throws Exception {
        CountDownLatch all = new CountDownLatch(20);
        try (Scripted server = new Scripted(line -> {
                    line.request();
                    all.countDown();
                    await(all);
                    line.says(OK);
                    line.untilGone();
                });
                Caller caller = new Caller(server.target(), PLAIN)) {
            Caller.Heard[] heard = new Caller.Heard[20];
            for (int i = 0; i < heard.length; i++) {
                heard[i] = caller.asks("/a");
            }
            for (Caller.Heard each : heard) {
                assertThat(each.next()).isEqualTo("200");
                assertThat(each.next()).isEqualTo("end");
            }
            caller.on(() -> {});
            assertThat(caller.upstream.idle()).isEqualTo(8);
        }
    }

    @Test
    void aKeptConnectionThatClosesUnansweredIsReplacedOnce() throws Exception {
        try (Scripted server = new Scripted(
                        line -> {
                            line.request();
                            line.says(OK);
                            line.request(); // and goes
                        },
                        line -> {
                            line.request();
                            line.says(OK);
                            line.untilGone();
                        });
                Caller caller = new Caller(server.target(), PLAIN)) {
            Caller.Heard first = caller.asks("/a");
            assertThat(first.next()).isEqualTo("200");
            assertThat(first.next()).isEqualTo("end");
            Caller.Heard second = caller.asks("/a");
            assertThat(second.next()).isEqualTo("200");
            assertThat(second.next()).isEqualTo("end");
            assertThat(server.connections()).isEqualTo(2);
        }
    }

    @Test
    void aNewConnectionThatClosesUnansweredIsRefusal() throws Exception {
        try (Scripted server = new Scripted(Scripted.Line::request);
                Caller caller = new Caller(server.target(), PLAIN)) {
            Caller.Heard heard = caller.asks("/a");
            assertThat(heard.next()).isEqualTo("REFUSED");
            assertThat(server.connections()).isEqualTo(1);
        }
    }

    @Test
    void theConnectionsEndInTheMidstIsACut() throws Exception {
        try (Scripted server = new Scripted(line -> {
                    line.request();
                    line.says("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n");
                });
                Caller caller = new Caller(server.target(), PLAIN)) {
            Caller.Heard heard = caller.asks("/a");
            assertThat(heard.next()).isEqualTo("200");
            assertThat(heard.next()).isEqualTo("CUT");
            assertThat(heard.body()).isEqualTo("hello");
        }
    }

    @Test
    void aBodyThatEndsWithItsConnectionEndsWell() throws Exception {
        try (Scripted server = new Scripted(line -> {
                    line.request();
                    line.says("HTTP/1.1 200 OK\r\n\r\nhello");
                });
                Caller caller = new Caller(server.target(), PLAIN)) {
            Caller.Heard heard = caller.asks("/a");
            assertThat(heard.next()).isEqualTo("200");
            assertThat(heard.next()).isEqualTo("end");
            assertThat(heard.body()).isEqualTo("hello");
        }
    }

    @Test
    void garbageIsNoHttp() throws Exception {
        try (Scripted server = new Scripted(line -> {
                    line.request();
                    line.says("SSH-2.0-x\r\n\r\n");
                    line.untilGone();
                });
                Caller caller = new Caller(server.target(), PLAIN)) {
            assertThat(caller.asks("/a").next()).isEqualTo("PROTOCOL");
        }
    }

    @Test
    void aRefusedConnectionIsUnreachable() throws Exception {
        UpstreamTarget target;
        try (ServerSocket gone = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            target = UpstreamTarget.parse("http://127.0.0.1:" + gone.getLocalPort());
        }
        try (Caller caller = new Caller(target, PLAIN)) {
            Caller.Heard heard = caller.asks("/a");
            assertThat(heard.next()).isEqualTo("UNREACHABLE");
            assertThat(heard.detail).contains("127.0.0.1:" + target.port(), "refused");
        }
    }

    @Test
    void anUnknownNameIsUnreachable() throws Exception {
        try (Caller caller = new Caller(UpstreamTarget.parse("http://no-such-host.invalid"), PLAIN)) {
            Caller.Heard heard = caller.asks("/a");
            assertThat(heard.next()).isEqualTo("UNREACHABLE");
            assertThat(heard.detail).contains("no-such-host.invalid");
        }
    }

    @Test
    void cancelClosesTheConnection() throws Exception {
        CountDownLatch asked = new CountDownLatch(1);
        CountDownLatch gone = new CountDownLatch(1);
        try (Scripted server = new Scripted(line -> {
                    line.request();
                    asked.countDown();
                    line.untilGone();
                    gone.countDown();
                });
                Caller caller = new Caller(server.target(), PLAIN)) {
            Caller.Heard heard = caller.asks("/a");
            await(asked);
            heard.cancels();
            await(gone);
            assertThat(heard.isSilent()).isTrue();
        }
    }

    @Test
    void whatAPausedListenerLeavesComesAgain() throws Exception {
        CountDownLatch pauses = new CountDownLatch(1);
        try (Scripted server = new Scripted(line -> {
                    line.request();
                    await(pauses);
                    line.says("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n0123456789");
                    line.untilGone();
                });
                Caller caller = new Caller(server.target(), PLAIN)) {
            Caller.Heard heard = caller.asks("/a");
            heard.pausesAfter(3);
            pauses.countDown();
            assertThat(heard.next()).isEqualTo("200");
            for (int had = 3; had < 9; had += 3) {
                heard.awaitBody(had);
                heard.resumes();
            }
            heard.awaitBody(9);
            assertThat(heard.isSilent()).isTrue();
            heard.resumes();
            assertThat(heard.next()).isEqualTo("end");
            assertThat(heard.body()).isEqualTo("0123456789");
        }
    }

    @Test
    void closingFailsWhatRuns() throws Exception {
        try (Scripted server = new Scripted(line -> {
                    line.request();
                    line.says("HTTP/1.1 200 OK\r\n\r\n");
                    line.untilGone();
                });
                Caller caller = new Caller(server.target(), PLAIN)) {
            Caller.Heard heard = caller.asks("/a");
            assertThat(heard.next()).isEqualTo("200");
            caller.upstream.close();
            assertThat(heard.next()).isEqualTo("CUT");
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(30, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /** Netty makes no channel then, and tells of it on a thread that is no loop's. */
    @Test
    void withoutADescriptorTheCallHearsOfItAtOnce() throws Exception {
        try (Scripted server = new Scripted(line -> {
                    while (!line.request().isEmpty()) {
                        line.says("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
                    }
                });
                Child child = Child.start(
                        200, StarvedCall.class, server.target().toString().replaceAll("/$", ""))) {
            assertThat(child.line("first ")).isEqualTo("first 200");
            assertThat(child.line("starved ")).isEqualTo("starved NO_RESOURCES, connections 0, then 200");
        }
    }
}
