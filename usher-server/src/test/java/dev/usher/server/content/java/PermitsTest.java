package dev.usher.server.content.java;

import static dev.usher.server.content.java.JavaHandlerTest.asking;
import static dev.usher.server.content.java.TestHandlers.name;
import static org.assertj.core.api.Assertions.assertThat;

import dev.usher.server.content.ContentDoor;
import dev.usher.server.content.Fetched;
import dev.usher.server.content.Recorded;
import dev.usher.server.content.java.Permits.Entrance;
import dev.usher.server.http.Exchange;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code HandlerPermits}: how many run, who waits, and what becomes of those who leave. */
class PermitsTest {
    private static final int CROWD = 1000;

    @TempDir
    Path temp;

    @BeforeEach
    void quiet() {
        TestHandlers.EVENTS.clear();
        TestHandlers.GATE.drainPermits();
        TestHandlers.Waiting.MOST.set(0);
    }

    private ContentDoor door(String settings) throws Exception {
        return new ContentDoor(
                temp,
                "<Location /api>\nSetHandler " + name(TestHandlers.Waiting.class) + "\n" + settings
                        + "\n</Location>\n");
    }

    private static String answer(Socket client) throws Exception {
        String all = new String(client.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
        client.close();
        return all.substring(all.indexOf("\r\n\r\n") + 4);
    }

    @Test
    void noMoreThanThePermitsRunAndTheOthersFollowInTheirOrder() throws Exception {
        try (ContentDoor door = door("HandlerPermits 2")) {
            List<Socket> clients = new ArrayList<>();
            for (int i = 0; i < 2; i++) {
                clients.add(asking(door, "GET", "/api?" + i));
                assertThat(TestHandlers.event()).isEqualTo("begun " + i);
            }
            clients.add(asking(door, "GET", "/api?2"));
            assertThat(TestHandlers.EVENTS).isEmpty();
            TestHandlers.GATE.release(3);
            for (int i = 0; i < 3; i++) {
                assertThat(answer(clients.get(i))).isEqualTo("done " + i);
            }
            assertThat(TestHandlers.Waiting.MOST.get()).isEqualTo(2);
        }
    }

    @Test
    void whoWaitsTooLongIs503WithRetryAfter() throws Exception {
        try (ContentDoor door = door("HandlerPermits 1\n</Location>\n<Location /api/hasty>\nHandlerTimeout 100ms");
                Recorded log = Recorded.of("java")) {
            Socket first = asking(door, "GET", "/api?0");
            assertThat(TestHandlers.event()).isEqualTo("begun 0");
            Fetched late = door.get("/api/hasty?1");
            assertThat(late.status()).isEqualTo(503);
            assertThat(late.header("Retry-After")).isEqualTo("1");
            assertThat(log.await("refused one request with 503")).contains("no permit for 100 ms; HandlerPermits is 1");
            TestHandlers.GATE.release();
            assertThat(answer(first)).isEqualTo("done 0");
            assertThat(TestHandlers.EVENTS).isEmpty();
        }
    }

    @Test
    void aClientThatLeavesTheQueueIsNotRun() throws Exception {
        try (ContentDoor door = door("HandlerPermits 1")) {
            Socket first = asking(door, "GET", "/api?0");
            assertThat(TestHandlers.event()).isEqualTo("begun 0");
            asking(door, "GET", "/api?gone").close();
            assertThat(door.ended()).isEqualTo(Exchange.End.DEPARTED);
            Socket second = asking(door, "GET", "/api?1");
            TestHandlers.GATE.release(2);
            assertThat(answer(first)).isEqualTo("done 0");
            assertThat(answer(second)).isEqualTo("done 1");
            assertThat(TestHandlers.EVENTS).containsExactly("begun 1");
        }
    }

    @Test
    void aClientThatLeavesItsRunningHandlerFreesThePermit() throws Exception {
        try (ContentDoor door = door("HandlerPermits 1")) {
            for (int i = 0; i < 5; i++) {
                Socket client = asking(door, "GET", "/api?" + i);
                assertThat(TestHandlers.event()).isEqualTo("begun " + i);
                client.close();
                assertThat(TestHandlers.event()).isEqualTo("interrupted");
            }
            TestHandlers.GATE.release();
            assertThat(answer(asking(door, "GET", "/api?last"))).isEqualTo("done last");
        }
    }

    @Test
    void aThousandHandlersWaitAtTheSameTime() throws Exception {
        try (ContentDoor door = door("")) {
            List<Socket> clients = new ArrayList<>();
            for (int i = 0; i < CROWD; i++) {
                clients.add(asking(door, "GET", "/api?" + i));
            }
            for (int i = 0; i < CROWD; i++) {
                assertThat(TestHandlers.event()).startsWith("begun");
            }
            assertThat(TestHandlers.Waiting.MOST.get()).isEqualTo(CROWD);
            TestHandlers.GATE.release(CROWD);
            for (int i = 0; i < CROWD; i++) {
                assertThat(answer(clients.get(i))).isEqualTo("done " + i);
            }
        }
    }

    @Test
    void permitsUnderDepartureAreNeverLost() throws Exception {
        try (ContentDoor door = door("HandlerPermits 3")) {
            for (int round = 0; round < 20; round++) {
                List<Socket> clients = new ArrayList<>();
                for (int i = 0; i < 10; i++) {
                    clients.add(asking(door, "GET", "/api?x"));
                }
                for (Socket client : clients) {
                    client.close();
                }
                for (int i = 0; i < 10; i++) {
                    assertThat(door.ended()).isEqualTo(Exchange.End.DEPARTED);
                }
            }
            List<Socket> last = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                last.add(asking(door, "GET", "/api?last"));
            }
            for (int begun = 0; begun < 3; ) { // all three at the same time
                begun += TestHandlers.event().equals("begun last") ? 1 : 0;
            }
            TestHandlers.GATE.release(CROWD);
            for (Socket client : last) {
                assertThat(answer(client)).isEqualTo("done last");
            }
            TestHandlers.GATE.drainPermits(); // which other tests share
        }
    }

    @Test
    void aFullQueueRefuses() {
        Permits permits = new Permits(1, 2);
        Permits.Waiter waiter = () -> true;
        assertThat(permits.enter(waiter)).isEqualTo(Entrance.GRANTED);
        assertThat(permits.enter(() -> true)).isEqualTo(Entrance.WAITING);
        assertThat(permits.enter(waiter)).isEqualTo(Entrance.WAITING);
        assertThat(permits.enter(() -> true)).isEqualTo(Entrance.FULL);
        assertThat(permits.withdraw(waiter)).isTrue();
        assertThat(permits.withdraw(waiter)).isFalse();
        assertThat(permits.waiting()).isEqualTo(1);
    }

    @Test
    void refusalsAreToldOnceASecondWithTheirNumber() {
        Refusals refusals = new Refusals();
        long start = System.nanoTime();
        assertThat(refusals.add(start)).isEqualTo(1);
        assertThat(refusals.add(start + 1)).isZero();
        assertThat(refusals.add(start + 999_999_999)).isZero();
        assertThat(refusals.add(start + 1_000_000_000)).isEqualTo(3);
        assertThat(refusals.add(start + 1_000_000_001)).isZero();
    }

    @Test
    void aPermitPassesWhoCannotTakeIt() {
        Permits permits = new Permits(1);
        List<String> granted = new ArrayList<>();
        permits.enter(() -> true);
        permits.enter(() -> false);
        permits.enter(() -> granted.add("second"));
        permits.leave();
        assertThat(granted).containsExactly("second");
        assertThat(permits.busy()).isEqualTo(1);
        permits.leave();
        assertThat(permits.busy()).isZero();
    }
}
