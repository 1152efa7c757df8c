package dev.usher.server.handoff;

import static dev.usher.server.handoff.HandoffDoor.says;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.spi.ILoggingEvent;
import dev.usher.fd.SocketType;
import dev.usher.fd.UnixAddress;
import dev.usher.fd.UnixSocket;
import dev.usher.server.connection.Outcome;
import dev.usher.server.http.AccessLogEntry;
import dev.usher.server.http.ContentHandler;
import dev.usher.server.http.Exchange;
import dev.usher.testkit.Watches;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** A door, a guest and a seat over real sockets: the table of DESIGN §5, row by row. */
final class HandoffTest extends HandoffCase {
    // ---- it works

    @ParameterizedTest
    @EnumSource(names = {"SEQPACKET", "STREAM"})
    void theClientIsSeatedWithItsDataAndTheSeatStreamsToIt(SocketType type) throws Exception {
        String data = "{\"user_id\":123,\"prompt\":\"Hello\"}";
        try (Seat seat = seat(type);
                HandoffDoor door = door(says(SEAT, path(), DATA, data));
                Guest guest = new Guest(door.port()).get("/")) {
            try (Seat.Seated seated = seat.seated()) {
                assertThat(seated.data()).isEqualTo(data);
                assertThat(door.next(door.ends)).isEqualTo(Exchange.End.HANDED_OFF);
                seated.say("HTTP/1.1 200 OK\r\n\r\ndata: 1\n\n");
                assertThat(guest.head()).isEqualTo("HTTP/1.1 200 OK\r\n\r\n");
            }
            assertThat(guest.rest()).isEqualTo("data: 1\n\n");
            assertThat(line()).contains(path() + ": handed off with " + data.length() + " bytes of data over " + type);
        }
    }

    @Test
    void withoutDataTheSeatGetsOneNul() throws Exception {
        try (Seat seat = seat(SocketType.SEQPACKET);
                HandoffDoor door = door(says(SEAT, path()));
                Guest _ = new Guest(door.port()).get("/");
                Seat.Seated seated = seat.seated()) {
            assertThat(seated.data()).isEqualTo("\0");
        }
    }

    @Test
    void dataArriveByteForByte() throws Exception {
        StringBuilder all = new StringBuilder("x");
        for (char c = 1; c <= 0xff; c++) {
            all.append(c == '\r' || c == '\n' ? 'n' : c);
        }
        String data = all.append('x').toString();
        try (Seat seat = seat(SocketType.SEQPACKET);
                HandoffDoor door = door(says(SEAT, path(), DATA, data));
                Guest _ = new Guest(door.port()).get("/");
                Seat.Seated seated = seat.seated()) {
            assertThat(seated.data()).isEqualTo(data);
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"SEQPACKET", "STREAM"})
    void twoHundredKilobytesOfDataArriveWhole(SocketType type) throws Exception {
        String data = "0123456789".repeat(20_480);
        try (Seat seat = seat(type);
                HandoffDoor door = door(says(SEAT, path(), DATA, data));
                Guest _ = new Guest(door.port()).get("/");
                Seat.Seated seated = seat.seated()) {
            assertThat(seated.data()).isEqualTo(data);
        }
    }

    @Test
    void afterTheHandoffNothingOfTheDoorIsLeftOnTheClient() throws Exception {
        try (Seat seat = seat(SocketType.SEQPACKET);
                HandoffDoor door = door(says(SEAT, path()));
                Guest warm = new Guest(door.port()).get("/plain")) {
            warm.answer();
            door.loops().awaitTurn(); // a ring watches at the end of its loop's turn
            int before = Watches.count();
            try (Guest guest = new Guest(door.port()).get("/");
                    Seat.Seated seated = seat.seated()) {
                door.next(door.ends); // of the plain one
                door.next(door.ends);
                Watches.awaitAtMost(before); // while the seat holds the client
                assertThat(guest.unread()).isZero();
                seated.say("a");
                assertThat(guest.exactly(1)).isEqualTo("a"); // neither FIN nor reset came before it
            }
        }
    }

    @Test
    void theDoorMayEndWhileTheSeatStreams() throws Exception {
        Guest guest;
        Seat.Seated seated;
        try (Seat seat = seat(SocketType.SEQPACKET);
                HandoffDoor door = door(says(SEAT, path()))) {
            guest = new Guest(door.port()).get("/");
            seated = seat.seated();
            door.next(door.ends);
        }
        try (guest) {
            seated.say("still here");
            assertThat(guest.exactly(10)).isEqualTo("still here");
            seated.close();
            assertThat(guest.rest()).isEmpty();
        }
    }

    @Test
    void aKeptConnectionIsHandedOffAfterAnEarlierAnswer() throws Exception {
        try (Seat seat = seat(SocketType.SEQPACKET);
                HandoffDoor door = door(says(SEAT, path()));
                Guest guest = new Guest(door.port()).get("/plain")) {
            assertThat(guest.answer()).contains("the application's own body");
            guest.get("/");
            try (Seat.Seated seated = seat.seated()) {
                seated.say("b");
                assertThat(guest.exactly(1)).isEqualTo("b");
            }
        }
    }

    @Test
    void aClientThatHasShutDownItsSideIsSeatedToo() throws Exception {
        try (Seat seat = seat(SocketType.SEQPACKET);
                HandoffDoor door = door(says(SEAT, path()));
                Guest guest = new Guest(door.port()).get("/")) {
            guest.shutdownOutput();
            try (Seat.Seated seated = seat.seated()) {
                seated.say("c");
                assertThat(guest.exactly(1)).isEqualTo("c");
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"201", "204", "304", "302", "401", "500"})
    void anyStatusIsHandedOff(int status) throws Exception {
        ContentHandler application = x -> {
            x.response().status(status);
            return says(SEAT, path()).handle(x);
        };
        try (Seat seat = seat(SocketType.SEQPACKET);
                HandoffDoor door = door(application);
                Guest guest = new Guest(door.port()).get("/");
                Seat.Seated seated = seat.seated()) {
            seated.say("d");
            assertThat(guest.exactly(1)).isEqualTo("d");
            ILoggingEvent event = door.next(lines);
            assertThat(event.getFormattedMessage()).contains("the application's status was " + status);
            assertThat(event.getLevel()).isEqualTo(status >= 500 ? Level.WARN : Level.INFO);
        }
    }

    @Test
    void whatTheApplicationStillSendsIsDropped() throws Exception {
        BlockingQueue<Exchange> after = new LinkedBlockingQueue<>();
        ContentHandler application = x -> {
            x.response().headers().add(SEAT, path());
            HandoffDoor.pass(x, "begin", false);
            HandoffDoor.pass(x, "middle", false);
            after.add(x);
            return Outcome.SUSPENDED;
        };
        try (Seat seat = seat(SocketType.SEQPACKET);
                HandoffDoor door = door(application);
                Guest guest = new Guest(door.port()).get("/");
                Seat.Seated seated = seat.seated()) {
            Exchange x = door.next(after);
            BlockingQueue<String> outcome = new LinkedBlockingQueue<>();
            x.connection().execute(() -> {
                try {
                    HandoffDoor.pass(x, "end", true);
                    outcome.add("dropped");
                } catch (java.io.IOException e) {
                    outcome.add(e.toString());
                }
            });
            assertThat(door.next(outcome)).isEqualTo("dropped");
            seated.say("e");
            assertThat(guest.exactly(1)).isEqualTo("e");
        }
    }

    @Test
    void theAccessLogHasTheApplicationsStatusAndNoBytes() throws Exception {
        try (Seat seat = seat(SocketType.SEQPACKET);
                HandoffDoor door = door(says(SEAT, path()));
                Guest _ = new Guest(door.port()).get("/");
                Seat.Seated _ = seat.seated()) {
            AccessLogEntry entry = door.next(door.accessLog);
            assertThat(entry.status()).isEqualTo(200);
            assertThat(entry.bodyBytes()).isZero();
            assertThat(entry.bytesSent()).isZero();
            assertThat(entry.connectionEnd()).isEqualTo(AccessLogEntry.ConnectionEnd.CLOSED);
            assertThat(line()).startsWith(entry.requestId() + " ");
        }
    }

    // ---- what is no handoff

    @ParameterizedTest
    @CsvSource({"On,HEAD", "Off,GET", "Off,HEAD"})
    void theHeadersNeverReachAClient(String enabled, String method) throws Exception {
        try (Seat seat = seat(SocketType.SEQPACKET);
                HandoffDoor door = door(
                        "SocketHandoffEnabled " + enabled,
                        says(SEAT, path(), "X-Own", "1", DATA, "{}", SEAT, "twice"));
                Guest guest = new Guest(door.port()).send(method + " / HTTP/1.1\r\nHost: h\r\n\r\n")) {
            assertThat(guest.head())
                    .startsWith("HTTP/1.1 200 ")
                    .contains("X-Own: 1")
                    .doesNotContainIgnoringCase("handoff");
            assertThat(door.next(door.ends)).isEqualTo(Exchange.End.COMPLETED);
            assertThat(seat.accept()).isNull();
        }
    }

    @Test
    void dataWithoutASeatAreTakenOutOfAPlainAnswer() throws Exception {
        try (HandoffDoor door = door(says(DATA, "{\"secret\":1}"));
                Guest guest = new Guest(door.port()).get("/")) {
            assertThat(guest.answer())
                    .startsWith("HTTP/1.1 200 ")
                    .contains("the application's own body")
                    .doesNotContainIgnoringCase("handoff");
        }
    }

    @Test
    void theClientsOwnHeadersHandNothingOff() throws Exception {
        try (Seat seat = seat(SocketType.SEQPACKET);
                HandoffDoor door = door(says());
                Guest guest = new Guest(door.port())
                        .send("GET / HTTP/1.1\r\nHost: h\r\nX-Socket-Handoff: " + path() + "\r\n\r\n")) {
            assertThat(guest.answer()).startsWith("HTTP/1.1 200 ");
            assertThat(seat.accept()).isNull();
        }
    }

    @Test
    void aCrlfBehindTheBodyIsNoRequestAndTheClientIsSeated() throws Exception {
        try (Seat seat = seat(SocketType.SEQPACKET);
                HandoffDoor door = door(says(SEAT, path()));
                Guest guest = new Guest(door.port())
                        .send("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 8\r\n\r\nprompt=x\r\n");
                Seat.Seated seated = seat.seated()) {
            seated.say("h");
            assertThat(guest.exactly(1)).isEqualTo("h");
        }
    }

    @Test
    void aFullBacklogThatEmptiesIsAHandoff() throws Exception {
        try (Seat seat = new Seat(run.resolve("seat"), SocketType.SEQPACKET, 0);
                UnixSocket first = UnixSocket.open(SocketType.SEQPACKET);
                HandoffDoor door = door("SocketHandoffConnectTimeoutMs 10000", says(SEAT, path()))) {
            first.connect(UnixAddress.path(run.resolve("seat")));
            try (Guest guest = new Guest(door.port()).get("/")) {
                door.next(door.running);
                seat.accept().close();
                try (Seat.Seated seated = seat.seated()) {
                    seated.say("f");
                    assertThat(guest.exactly(1)).isEqualTo("f");
                }
            }
        }
    }

    // ---- what the direct lane does not take

    @Test
    void g12bytesBehindTheRequestAreNeitherLostNorTheSeats() throws Exception {
        try (Seat seat = seat(SocketType.SEQPACKET);
                HandoffDoor door = door(says(SEAT, path()));
                Guest guest = new Guest(door.port())
                        .send("GET / HTTP/1.1\r\nHost: h\r\n\r\nGET /plain HTTP/1.1\r\nHost: h\r\n\r\n")) {
            isError(guest.answer(), 500);
            assertThat(line()).contains("the relayed lane is not built yet", "32 bytes behind the request");
            assertThat(guest.answer()).startsWith("HTTP/1.1 200 ").contains("the application's own body");
            try (UnixSocket sender = seat.accept();
                    var nothing = sender.receive(java.nio.ByteBuffer.allocate(9), 1)) {
                assertThat(nothing.bytes()).isZero();
            }
        }
    }

    // ---- the client leaves

    @Test
    void aClientThatLeavesMeanwhileEndsTheWaiting() throws Exception {
        try (Seat _ = new Seat(run.resolve("seat"), SocketType.SEQPACKET, 0);
                UnixSocket first = UnixSocket.open(SocketType.SEQPACKET);
                HandoffDoor door = door("SocketHandoffConnectTimeoutMs 60000", says(SEAT, path()))) {
            first.connect(UnixAddress.path(run.resolve("seat")));
            try (Guest guest = new Guest(door.port()).get("/")) {
                door.next(door.running);
                guest.reset();
                assertThat(door.next(door.ends)).isEqualTo(Exchange.End.DEPARTED);
            }
            BlockingQueue<Integer> timers = new LinkedBlockingQueue<>();
            door.loops()
                    .get(0)
                    .execute(() -> timers.add(door.loops().get(0).wheel().size()));
            assertThat(door.next(timers)).isZero();
            assertThat(lines).isEmpty();
        }
    }

    @Test
    void aThousandHandoffsInARowLeaveNothingBehind() throws Exception {
        try (Seat seat = seat(SocketType.SEQPACKET);
                HandoffDoor door = door(says(SEAT, path(), DATA, "{}"))) {
            for (int i = 0; i < 1000; i++) {
                try (Guest guest = new Guest(door.port()).get("/");
                        Seat.Seated seated = seat.seated()) {
                    seated.say("g");
                    assertThat(guest.exactly(1)).isEqualTo("g");
                }
            }
            for (int i = 0; i < 1000; i++) {
                assertThat(lines.poll(10, TimeUnit.SECONDS).getLevel()).isEqualTo(Level.INFO);
            }
        }
    }
}
