package dev.usher.server.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.usher.config.Values;
import dev.usher.server.bucket.Brigade;
import dev.usher.server.bucket.Data;
import dev.usher.server.connection.Outcome;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** How long each phase waits (ATTACKS F1), and that a departure is noticed. */
class PatienceTest {
    private static final ReadRate UNLIMITED = new ReadRate(0, 0, 0);
    private static final ReadRate ONE_SECOND = new ReadRate(1, 0, 0);

    private static HttpLimits limits(Duration timeout, Duration keepAlive, ReadRate head, ReadRate body) {
        return new HttpLimits(timeout, true, keepAlive, 2, HeadLimits.DEFAULT, 1 << 20, head, body);
    }

    @Test
    void aHeadThatComesTooSlowlyIs408() throws IOException {
        try (TestDoor door =
                        new TestDoor(limits(Duration.ofSeconds(60), Duration.ofSeconds(5), ONE_SECOND, UNLIMITED));
                RawClient client = door.client()) {
            client.send("GET / HTTP/1.1\r\n");
            RawClient.Answer answer = client.answer();
            assertThat(answer.status()).isEqualTo(408);
            assertThat(answer.header("Connection")).isEqualTo("close");
            assertThat(client.isClosedByServer()).isTrue();
        }
    }

    @Test
    void aClientThatSendsNothingIsClosedWithoutAWord() throws IOException {
        try (TestDoor door =
                        new TestDoor(limits(Duration.ofSeconds(60), Duration.ofSeconds(5), ONE_SECOND, UNLIMITED));
                RawClient client = door.client()) {
            assertThat(client.isClosedByServer()).isTrue();
        }
    }

    @Test
    void aBodyThatComesTooSlowlyIs408() throws Exception {
        try (TestDoor door =
                        new TestDoor(limits(Duration.ofSeconds(60), Duration.ofSeconds(5), UNLIMITED, ONE_SECOND));
                RawClient client = door.client()) {
            client.send("POST /echo HTTP/1.1\r\nHost: h\r\nContent-Length: 10\r\n\r\nabc");
            assertThat(client.answer().status()).isEqualTo(408);
            assertThat(client.isClosedByServer()).isTrue();
            assertThat(door.logged().status()).isEqualTo(408);
        }
    }

    @Test
    void theMinimumRateGivesTimeForWhatHasCome() {
        ReadRate rate = new ReadRate(20, 40, 500);
        assertThat(rate.millisFor(0)).isEqualTo(20_000);
        assertThat(rate.millisFor(500)).isEqualTo(21_000);
        assertThat(rate.millisFor(1_000_000)).isEqualTo(40_000);
        assertThat(new ReadRate(20, 0, 500).millisFor(1_000_000)).isEqualTo(2_020_000);
    }

    @Test
    void anIdleConnectionIsClosedSilentlyAfterKeepAliveTimeout() throws IOException {
        try (TestDoor door =
                        new TestDoor(limits(Duration.ofSeconds(60), Duration.ofMillis(100), UNLIMITED, UNLIMITED));
                RawClient client = door.client()) {
            assertThat(client.get("/").answer().status()).isEqualTo(200);
            assertThat(client.isClosedByServer()).isTrue();
        }
    }

    @Test
    void theLastRequestOfMaxKeepAliveRequestsCloses() throws IOException {
        try (TestDoor door = new TestDoor(limits(Duration.ofSeconds(60), Duration.ofSeconds(5), UNLIMITED, UNLIMITED));
                RawClient client = door.client()) {
            assertThat(client.get("/").answer().header("Connection")).isNull();
            assertThat(client.get("/").answer().header("Connection")).isEqualTo("close");
            assertThat(client.isClosedByServer()).isTrue();
        }
    }

    @Test
    void aClientThatTakesNothingIsGivenUpAfterTimeout() throws Exception {
        ContentHandler endless = x -> {
            try (Brigade much = Brigade.of(new Data(Unpooled.wrappedBuffer(new byte[64_000_000])))) {
                x.out().pass(much);
            }
            x.suspend();
            return Outcome.SUSPENDED;
        };
        try (TestDoor door = new TestDoor(limits(Duration.ofSeconds(1), Duration.ofSeconds(60), UNLIMITED, UNLIMITED))
                        .on("/endless", endless);
                RawClient client = door.client()) {
            long start = System.nanoTime();
            client.get("/endless");
            assertThat(door.ended()).isEqualTo(Exchange.End.DEPARTED);
            assertThat(System.nanoTime() - start).isGreaterThan(TimeUnit.MILLISECONDS.toNanos(900));
        }
    }

    @Test
    void aProducerThatYieldsIsWokenAndTheAnswerIsWhole() throws IOException {
        int pieces = 3000;
        ContentHandler producer = x -> {
            produce(x, pieces);
            return Outcome.SUSPENDED;
        };
        try (TestDoor door = new TestDoor().on("/much", producer);
                RawClient client = door.client()) {
            assertThat(client.get("/much").answer().body()).hasSize(pieces * 10_000);
            assertThat(client.get("/second").answer().body()).isEqualTo("second");
        }
    }

    private static void produce(Exchange x, int left) {
        int remaining = left;
        try {
            while (remaining > 0) {
                if (x.out().shouldYield()) {
                    int later = remaining;
                    x.whenWritable(() -> produce(x, later));
                    return;
                }
                try (Brigade piece = Brigade.of(new Data(Unpooled.wrappedBuffer(new byte[10_000])))) {
                    x.out().pass(piece);
                }
                remaining--;
            }
            TestDoor.end(x);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    @Test
    void aClientThatResetsWhileItsRequestIsSuspendedIsDeparted() throws Exception {
        try (TestDoor door = new TestDoor().on("/wait", _ -> Outcome.SUSPENDED)) {
            try (RawClient client = door.client()) {
                client.get("/wait");
                client.send("x");
                client.reset();
            }
            assertThat(door.ended()).isEqualTo(Exchange.End.DEPARTED);
            assertThat(door.logged().status()).isEqualTo(499);
            assertThat(door.ends).as("told once").isEmpty();
        }
    }

    @Test
    void aClientThatEndsItsStreamWhileItsRequestIsSuspendedIsDeparted() throws Exception {
        try (TestDoor door = new TestDoor().on("/wait", _ -> Outcome.SUSPENDED);
                RawClient client = door.client()) {
            client.get("/wait").shutdownOutput();
            assertThat(door.ended()).isEqualTo(Exchange.End.DEPARTED);
            assertThat(door.logged().status()).isEqualTo(499);
            assertThat(client.isClosedByServer()).isTrue();
        }
    }

    @Test
    void aClientThatEndsItsStreamBehindARequestStillGetsAnAnswerThatIsThere() throws Exception {
        try (TestDoor door = new TestDoor()) {
            for (int i = 0; i < 50; i++) { // FIN comes with the request, or behind it
                try (RawClient client = door.client()) {
                    client.get("/").shutdownOutput();
                    assertThat(client.answer().body()).isEqualTo("hello");
                    assertThat(client.isClosedByServer()).isTrue();
                }
            }
        }
    }

    @Test
    void aCrlfBehindARequestIsNoRequestThatCouldBeLate() throws IOException {
        HttpLimits limits = limits(Duration.ofSeconds(60), Duration.ofSeconds(2), ONE_SECOND, UNLIMITED);
        try (TestDoor door = new TestDoor(limits);
                RawClient client = door.client()) {
            client.send("POST /echo HTTP/1.1\r\nHost: h\r\nContent-Length: 2\r\n\r\nab\r\n");
            assertThat(client.answer().body()).isEqualTo("ab");
            assertThat(client.isClosedByServer()).as("and nothing before it").isTrue();
        }
    }

    @Test
    void aRequestThatNeverCameIsADashInTheErrorLog() throws Exception {
        try (dev.usher.server.content.Recorded log = dev.usher.server.content.Recorded.of("http");
                TestDoor door =
                        new TestDoor(limits(Duration.ofSeconds(60), Duration.ofSeconds(5), ONE_SECOND, UNLIMITED));
                RawClient client = door.client()) {
            client.send("GET /");
            assertThat(client.answer().status()).isEqualTo(408);
            assertThat(log.await(": 408 ")).contains(" -: 408 ");
        }
    }

    @Test
    void theNextRequestIsNotLookedAtWhileOneIsSuspended() throws Exception {
        java.util.concurrent.BlockingQueue<Exchange> waiting = new java.util.concurrent.LinkedBlockingQueue<>();
        try (TestDoor door = new TestDoor().on("/wait", x -> {
                    waiting.add(x);
                    return Outcome.SUSPENDED;
                });
                RawClient client = door.client()) {
            client.send("GET /wait HTTP/1.1\r\nHost: h\r\n\r\n" + Deliveries.SECOND);
            Exchange x = waiting.poll(10, TimeUnit.SECONDS);
            assertThat(door.accessLog).isEmpty();
            x.connection().execute(() -> {
                try {
                    TestDoor.answer(x, 200, "first");
                } catch (IOException e) {
                    throw new java.io.UncheckedIOException(e);
                }
            });
            assertThat(client.answer().body()).isEqualTo("first");
            assertThat(client.answer().body()).isEqualTo("second");
        }
    }

    @Test
    void aSurrenderedExchangeWritesNothing() throws Exception {
        try (TestDoor door = new TestDoor().on("/handoff", x -> {
                    assertThat(x.connection().wire().bare()).isTrue();
                    x.surrender();
                    TestDoor.pass(x, "never");
                    return Outcome.OK;
                });
                RawClient client = door.client()) {
            client.get("/handoff");
            assertThat(door.ended()).isEqualTo(Exchange.End.HANDED_OFF);
            assertThat(client.rest())
                    .as("nobody holds a duplicate here, so the client sees the end")
                    .isEmpty();
            assertThat(door.logged().connectionEnd()).isEqualTo(AccessLogEntry.ConnectionEnd.CLOSED);
        }
    }

    @Test
    void theDefaultsOfTheSettingsAreTheDefaultsOfTheLimits() {
        assertThat(HttpSettings.limits(Values.defaults())).isEqualTo(HttpLimits.DEFAULT);
    }

    @Test
    void readTimeoutsAreReadAsModReqtimeoutWritesThem() throws Exception {
        assertThat(ReadRates.TYPE.parse(java.util.List.of("header=10-30,MinRate=100", "body=0")))
                .isEqualTo(new ReadRates(new ReadRate(10, 30, 100), UNLIMITED));
        for (String bad : new String[] {"header=", "header=a", "head=5", "body=30-20", "body=5,Rate=1", "body=-1"}) {
            assertThatThrownBy(() -> ReadRates.TYPE.parse(java.util.List.of(bad)))
                    .isInstanceOf(dev.usher.config.BadValue.class);
        }
    }
}
