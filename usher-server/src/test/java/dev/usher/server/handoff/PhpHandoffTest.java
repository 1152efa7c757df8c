package dev.usher.server.handoff;

import static org.assertj.core.api.Assertions.assertThat;

import dev.usher.config.ConfigLoader;
import dev.usher.config.Configuration;
import dev.usher.fd.SocketType;
import dev.usher.server.Door;
import dev.usher.server.ServerSettings;
import dev.usher.server.content.status.HandedOff;
import dev.usher.server.http.HandlerKind;
import dev.usher.testkit.PhpFpm;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The first guest: a real php-fpm says where to, a seat that is nothing but sockets takes over. */
final class PhpHandoffTest {
    /** What the first seed asks of a script: session, 401, 400, then the two headers. */
    private static final String STREAM = """
            <?php
            session_start();
            if (!isset($_SESSION['user_id'])) {
                http_response_code(401);
                exit('{"error":"Unauthorized"}');
            }
            $prompt = trim($_POST['prompt'] ?? '');
            if ($prompt === '') {
                http_response_code(400);
                exit('{"error":"Prompt required"}');
            }
            header('X-Socket-Handoff: SEAT');
            header('X-Handoff-Data: ' . json_encode(['user_id' => $_SESSION['user_id'], 'prompt' => $prompt]));
            exit;
            """;

    @TempDir
    Path temp;

    private Path seatPath;

    @BeforeEach
    void site() throws Exception {
        temp = temp.toRealPath();
        Path root = Files.createDirectory(temp.resolve("site"));
        seatPath = Files.createDirectory(temp.resolve("run")).resolve("seat.sock");
        Files.writeString(root.resolve("stream.php"), STREAM.replace("SEAT", seatPath.toString()));
        Files.writeString(root.resolve("login.php"), "<?php session_start(); $_SESSION['user_id'] = 123; echo 'in';");
        Files.writeString(root.resolve("hello.php"), "<?php echo 'hello';");
        Files.writeString(
                root.resolve("chatty.php"),
                "<?php header('X-Socket-Handoff: " + seatPath + "'); echo 'first'; flush();"
                        + " usleep(300000); echo str_repeat('more', 100000);");
    }

    private Door door(PhpFpm fpm) throws Exception {
        Configuration configuration = ConfigLoader.of(ServerSettings.catalog())
                .loadText(
                        temp.resolve("usher.conf"),
                        "Listen 127.0.0.1:0\nDocumentRoot site\n" + fpm.phpFiles() + "SocketHandoffAllowedPrefix "
                                + temp.resolve("run") + "/\n");
        return Door.open(configuration, 2);
    }

    private static Guest guest(Door door) throws Exception {
        return new Guest(door.ports().getFirst());
    }

    private static String post(String cookie, String form) {
        return "POST /stream.php HTTP/1.1\r\nHost: h\r\nCookie: " + cookie
                + "\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: " + form.length() + "\r\n\r\n"
                + form;
    }

    private static String login(Door door) throws Exception {
        try (Guest guest = guest(door).get("/login.php")) {
            String head = guest.head();
            int at = head.indexOf("PHPSESSID=");
            return head.substring(at, head.indexOf(';', at));
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"SEQPACKET", "STREAM"})
    void theSeedsScriptSeatsItsClient(SocketType type) throws Exception {
        try (PhpFpm fpm = PhpFpm.onUnixSocket(temp);
                Seat seat = new Seat(seatPath, type, 16);
                Door door = door(fpm)) {
            try (Guest stranger = guest(door).send(post("none=1", "prompt=x"))) {
                assertThat(stranger.head()).startsWith("HTTP/1.1 401 ");
            }
            String cookie = login(door);
            try (Guest silent = guest(door).send(post(cookie, "prompt=+"))) {
                assertThat(silent.head()).startsWith("HTTP/1.1 400 ");
            }
            try (Guest guest = guest(door).send(post(cookie, "prompt=Gr%C3%BC%C3%9Fe"));
                    Seat.Seated seated = seat.seated()) {
                assertThat(seated.data()).isEqualTo("{\"user_id\":123,\"prompt\":\"Gr\\u00fc\\u00dfe\"}");
                seated.say("HTTP/1.1 200 OK\r\n\r\n");
                assertThat(guest.head()).startsWith("HTTP/1.1 200 OK");
            }
        }
    }

    @Test
    void whileClientsAreSeatedTheWorkersAreFree() throws Exception {
        List<AutoCloseable> open = new ArrayList<>();
        try (PhpFpm fpm = PhpFpm.onUnixSocket(temp); // two children
                Seat seat = new Seat(seatPath, SocketType.SEQPACKET, 64);
                Door door = door(fpm)) {
            String cookie = login(door);
            for (int i = 0; i < 40; i++) {
                open.add(guest(door).send(post(cookie, "prompt=" + i)));
                open.add(seat.seated());
            }
            try (Guest plain = guest(door).get("/hello.php")) {
                assertThat(plain.head()).startsWith("HTTP/1.1 200 ");
            }
            assertThat(door.status().connections().active()).isLessThanOrEqualTo(1);
        } finally {
            for (AutoCloseable each : open) {
                each.close();
            }
        }
    }

    @Test
    void whatAScriptStillSaysAfterItsHandoffIsReadAndDropped() throws Exception {
        try (PhpFpm fpm = PhpFpm.onUnixSocket(temp, "pm.max_children = 1");
                Seat seat = new Seat(seatPath, SocketType.SEQPACKET, 16);
                Door door = door(fpm);
                Guest guest = guest(door).get("/chatty.php");
                Seat.Seated seated = seat.seated()) {
            seated.say("s");
            assertThat(guest.exactly(1)).isEqualTo("s");
            try (Guest next = guest(door).get("/hello.php")) { // the only child has come to its script's end
                assertThat(next.head()).startsWith("HTTP/1.1 200 ");
            }
            assertThat(guest.unread()).isZero();
            HandedOff noted = door.status().handoffs().recent().getFirst();
            assertThat(noted.path()).isEqualTo("/chatty.php");
            assertThat(noted.workerHeldMicros()).isGreaterThan(300_000); // to its end, not to its handoff
            assertThat(door.status().applications().getFirst().kind()).isEqualTo(HandlerKind.FASTCGI);
        }
    }
}
