package dev.usher.server.handoff;

import static dev.usher.server.handoff.HandoffDoor.says;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import dev.usher.fd.Errno;
import dev.usher.fd.ErrnoException;
import dev.usher.fd.PathFd;
import dev.usher.fd.SocketType;
import dev.usher.fd.UnixAddress;
import dev.usher.fd.UnixSocket;
import dev.usher.handoff.SeatAddress;
import dev.usher.server.connection.FilterType;
import dev.usher.server.connection.Outcome;
import dev.usher.server.http.ContentHandler;
import java.nio.file.Files;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.slf4j.LoggerFactory;

/** Handoffs that cannot be: what the client gets, and what the log says (DESIGN §5, the table). */
final class HandoffRefusalsTest extends HandoffCase {
    // ---- the table

    @Test
    void outsideThePrefixIs403() throws Exception {
        try (HandoffDoor door = door(says(SEAT, "/etc/evil.sock"));
                Guest guest = new Guest(door.port()).get("/")) {
            isError(guest.answer(), 403);
            assertThat(line())
                    .contains("/etc/evil.sock: 403 is outside SocketHandoffAllowedPrefix " + run, " ms")
                    .containsOnlyOnce("/etc/evil.sock");
            guest.get("/plain");
            assertThat(guest.answer()).startsWith("HTTP/1.1 200 "); // the connection lives on
        }
    }

    @ParameterizedTest
    @CsvSource({"seat.sock", "@abstract", "./x"})
    void noAbsolutePathIs403(String path) throws Exception {
        try (HandoffDoor door = door(says(SEAT, path));
                Guest guest = new Guest(door.port()).get("/")) {
            isError(guest.answer(), 403);
        }
    }

    @Test
    void aFileThatIsNoSocketIs403() throws Exception {
        Files.writeString(run.resolve("seat"), "x");
        try (HandoffDoor door = door(says(SEAT, path()));
                Guest guest = new Guest(door.port()).get("/")) {
            isError(guest.answer(), 403);
            assertThat(line()).contains("is no socket but FILE");
        }
    }

    @Test
    void noDaemonIs503WithRetryAfterAndServedAgainWhenItIsBack() throws Exception {
        try (HandoffDoor door = door(says(SEAT, path()));
                Guest guest = new Guest(door.port()).get("/")) {
            String answer = guest.answer();
            isError(answer, 503);
            assertThat(answer).contains("Retry-After: 1\r\n");
            assertThat(line())
                    .containsOnlyOnce(path())
                    .contains(path() + ": 503 openat: ENOENT", "usher daemon --socket PATH", "usher doctor")
                    .matches(".*, [0-9]+ ms");
            try (Seat seat = seat(SocketType.SEQPACKET)) {
                guest.get("/");
                seat.seated().close();
            }
        }
    }

    @Test
    void aFailedHandoffIsOneLineAtErrorInAllLogs() throws Exception {
        BlockingQueue<ILoggingEvent> http = new LinkedBlockingQueue<>();
        AppenderBase<ILoggingEvent> appender = new AppenderBase<>() {
            @Override
            protected void append(ILoggingEvent event) {
                http.add(event);
            }
        };
        var logger = (ch.qos.logback.classic.Logger) LoggerFactory.getLogger("http");
        appender.start();
        logger.addAppender(appender);
        try (HandoffDoor door = door(says(SEAT, path()));
                Guest guest = new Guest(door.port())) {
            for (String way : new String[] {"no daemon", "twice"}) {
                isError(guest.get("/").answer(), 503);
                assertThat(line()).as(way).contains(": 503 ");
            }
            door.next(door.ends);
            assertThat(http).noneMatch(event -> event.getLevel().isGreaterOrEqual(Level.INFO));
        } finally {
            logger.detachAppender(appender);
        }
    }

    @Test
    void aStaleSocketIs503() throws Exception {
        seat(SocketType.SEQPACKET).close();
        try (HandoffDoor door = door(says(SEAT, path()));
                Guest guest = new Guest(door.port()).get("/")) {
            isError(guest.answer(), 503);
            assertThat(line()).contains("ECONNREFUSED");
        }
    }

    @Test
    void aFullBacklogIs503AfterTheConnectTimeout() throws Exception {
        try (Seat _ = new Seat(run.resolve("seat"), SocketType.SEQPACKET, 0);
                UnixSocket first = UnixSocket.open(SocketType.SEQPACKET);
                HandoffDoor door = door("SocketHandoffConnectTimeoutMs 50", says(SEAT, path()))) {
            first.connect(UnixAddress.path(run.resolve("seat")));
            try (Guest guest = new Guest(door.port()).get("/")) {
                String answer = guest.answer();
                isError(answer, 503);
                assertThat(answer).contains("Retry-After: 1\r\n");
                assertThat(line()).contains("EAGAIN");
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"EMFILE", "ENFILE", "EACCES", "ENOMEM", "ELOOP"})
    void whatKeepsTheDoorFromTheSeatIs503(Errno errno) throws Exception {
        SeatAddress broken = new SeatAddress() {
            @Override
            public String path() {
                return HandoffRefusalsTest.this.path();
            }

            @Override
            public PathFd open() throws ErrnoException {
                throw ErrnoException.of("openat", errno.number(), path());
            }
        };
        ContentHandler application = x -> {
            x.suspend();
            new Usher().seat(x, broken, HandoffSettingsTest.limits(), new byte[0]);
            return Outcome.SUSPENDED;
        };
        try (HandoffDoor door = door(application);
                Guest guest = new Guest(door.port()).get("/")) {
            String answer = guest.answer();
            isError(answer, 503);
            assertThat(answer).contains("Retry-After: 1\r\n");
            assertThat(line()).contains(path() + ": 503 ", errno.name());
        }
    }

    @Test
    @Tag("unprivileged")
    void aSeatThatMayNotBeReachedIs503AndTheLogSaysWhoseItIs() throws Exception {
        try (Seat _ = seat(SocketType.SEQPACKET);
                HandoffDoor door = door(says(SEAT, path()));
                Guest guest = new Guest(door.port())) {
            Files.setPosixFilePermissions(run.resolve("seat"), PosixFilePermissions.fromString("r--r-----"));
            guest.get("/");
            isError(guest.answer(), 503);
            assertThat(line()).contains("EACCES", "the socket belongs to uid ", "and has mode 0440", "runs as uid ");
        }
    }

    @Test
    void moreDataThanOneMessageTakesIs500WithBothSizesInTheLog() throws Exception {
        try (Seat seat = seat(SocketType.SEQPACKET);
                HandoffDoor door = door(says(SEAT, path(), DATA, "x".repeat(300_000)));
                Guest guest = new Guest(door.port()).get("/")) {
            isError(guest.answer(), 500);
            assertThat(line())
                    .contains("300000 bytes of data, where one message takes ")
                    .contains(" 500 ");
            try (UnixSocket sender = seat.accept();
                    var nothing = sender.receive(java.nio.ByteBuffer.allocate(9), 1)) {
                assertThat(nothing.bytes()).isZero();
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"X-Socket-Handoff", "X-Handoff-Data", "x-handoff-DATA"})
    void aHeaderThatCameTwiceIs500(String twice) throws Exception {
        try (Seat seat = seat(SocketType.SEQPACKET);
                HandoffDoor door = door(says(SEAT, path(), DATA, "{}", twice, path()));
                Guest guest = new Guest(door.port()).get("/")) {
            isError(guest.answer(), 500);
            assertThat(line()).contains("each may come once");
            assertThat(seat.accept()).isNull();
        }
    }

    @Test
    void anEmptySeatIs500() throws Exception {
        try (HandoffDoor door = door(says(SEAT, "", DATA, "{}"));
                Guest guest = new Guest(door.port()).get("/")) {
            isError(guest.answer(), 500);
            assertThat(line()).contains("X-Socket-Handoff is empty");
        }
    }

    @Test
    void aSeatOfAnotherUserIs403() throws Exception {
        try (Seat _ = seat(SocketType.SEQPACKET);
                HandoffDoor door = door("SocketHandoffPeerUsers 65000", says(SEAT, path()));
                Guest guest = new Guest(door.port()).get("/")) {
            isError(guest.answer(), 403);
            assertThat(line()).contains("SocketHandoffPeerUsers does not name");
        }
    }

    @Test
    void aConnectionFilterIs500() throws Exception {
        try (Seat _ = seat(SocketType.SEQPACKET);
                HandoffDoor door = new HandoffDoor("SocketHandoffAllowedPrefix " + run, says(SEAT, path()), (c, _) -> {
                    c.out()
                            .add(
                                    FilterType.CONNECTION,
                                    (link, brigade) -> link.next().pass(brigade));
                    return Outcome.OK;
                });
                Guest guest = new Guest(door.port()).get("/")) {
            isError(guest.answer(), 500);
            assertThat(line()).contains("the relayed lane is not built yet", "TLS or a connection filter");
        }
    }
}
