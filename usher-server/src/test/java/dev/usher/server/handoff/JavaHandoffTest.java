package dev.usher.server.handoff;

import static org.assertj.core.api.Assertions.assertThat;

import dev.usher.config.ConfigLoader;
import dev.usher.fd.SocketType;
import dev.usher.server.Door;
import dev.usher.server.ServerSettings;
import dev.usher.server.content.java.TestHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A handler written in Java hands its client to a seat, as PHP does. */
class JavaHandoffTest {
    @TempDir
    Path temp;

    private Path seatPath;

    @BeforeEach
    void run() throws Exception {
        temp = temp.toRealPath();
        seatPath = Files.createDirectory(temp.resolve("run")).resolve("seat.sock");
        TestHandlers.reset();
    }

    private Door door() throws Exception {
        return Door.open(
                ConfigLoader.of(ServerSettings.catalog())
                        .loadText(
                                temp.resolve("usher.conf"),
                                "Listen 127.0.0.1:0\nSocketHandoffAllowedPrefix " + temp.resolve("run")
                                        + "/\n<Location /api>\nHandlerPermits 1\nSetHandler "
                                        + TestHandlers.name(TestHandlers.Handing.class) + "\n</Location>\n"),
                2);
    }

    @Test
    void theSeatGetsTheClientAndTheDataAsUtf8() throws Exception {
        try (Seat seat = new Seat(seatPath, SocketType.SEQPACKET, 16);
                Door door = door();
                Guest guest = new Guest(door.ports().getFirst()).get("/api/stream?seat=" + seatPath);
                Seat.Seated seated = seat.seated()) {
            assertThat(seated.data()).contains("Gr\u00c3\u00bc\u00c3\u009fe").contains("\"id\":\"");
            seated.say("HTTP/1.1 200 OK\r\n\r\nhello");
            assertThat(guest.head()).startsWith("HTTP/1.1 200 OK");
            assertThat(guest.exactly(5)).isEqualTo("hello");
        }
    }

    @Test
    void thePermitIsFreeAsSoonAsTheHandlerHasReturned() throws Exception {
        try (Seat seat = new Seat(seatPath, SocketType.SEQPACKET, 16);
                Door door = door()) {
            for (int i = 0; i < 5; i++) {
                try (Guest guest = new Guest(door.ports().getFirst()).get("/api?seat=" + seatPath);
                        Seat.Seated seated = seat.seated()) {
                    assertThat(guest.unread()).isZero();
                    seated.say("x");
                    assertThat(guest.exactly(1)).isEqualTo("x");
                }
            }
        }
    }

    @Test
    void whatIsWrittenBehindAHandoffIsDropped() throws Exception {
        try (Seat seat = new Seat(seatPath, SocketType.SEQPACKET, 16);
                Door door = door();
                Guest guest = new Guest(door.ports().getFirst()).get("/api?slow=1&seat=" + seatPath);
                Seat.Seated seated = seat.seated()) {
            assertThat(TestHandlers.event()).isEqualTo("flushed");
            TestHandlers.open();
            assertThat(TestHandlers.event()).isEqualTo("returns");
            seated.say("only this");
            seated.client().close();
            assertThat(guest.rest()).isEqualTo("only this");
        }
    }

    @Test
    void headHandsNothingOff() throws Exception {
        try (Door door = door();
                Guest guest = new Guest(door.ports().getFirst())
                        .send("HEAD /api?seat=" + seatPath + " HTTP/1.1\r\nHost: h\r\n\r\n")) {
            assertThat(guest.head()).startsWith("HTTP/1.1 200").doesNotContain("X-Socket", "X-Handoff");
        }
    }

    @Test
    void aSeatOutsideThePrefixIs403AndTheConnectionLivesOn() throws Exception {
        try (Door door = door();
                Guest guest = new Guest(door.ports().getFirst()).get("/api?seat=/etc/passwd")) {
            assertThat(guest.answer()).startsWith("HTTP/1.1 403");
            assertThat(guest.get("/nothing").answer()).startsWith("HTTP/1.1 404");
        }
    }
}
