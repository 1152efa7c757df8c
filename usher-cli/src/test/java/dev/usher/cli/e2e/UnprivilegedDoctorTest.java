package dev.usher.cli.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.usher.testkit.PhpFpm;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** As nobody (scripts/verify-unprivileged): the rights that root does not lack, found by {@code usher doctor} and given. */
@Tag("unprivileged")
class UnprivilegedDoctorTest {
    @TempDir
    Path directory;

    private Path run;
    private String listen;

    @BeforeEach
    void lookForAFreePort() throws IOException {
        run = Files.createDirectory(directory.resolve("run"));
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            listen = "Listen 127.0.0.1:" + free.getLocalPort();
        }
    }

    private static void mode(Path path, String permissions) throws IOException {
        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(permissions));
    }

    @Test
    void aSocketOfPhpFpmsThatMayNotBeWrittenIsOpened() throws Exception {
        try (PhpFpm _ = PhpFpm.withStatusSocket(directory)) {
            Path socket = run.resolve("php-fpm.sock");
            mode(socket, "r--r--r--");
            Consultation.about(directory, listen, "SetHandler \"proxy:unix:" + socket + "|fcgi://localhost\"")
                    .finds(
                            "php-fpm's socket " + socket,
                            "this user, nobody (uid 65534)",
                            "nobody:nogroup 0444 (EACCES)",
                            "mend: chmod u+rw " + socket,
                            "listen.mode = 0660")
                    .isContentOnceMended();
        }
    }

    @Test
    void aDaemonsSocketThatMayNotBeWrittenIsOpened() throws Exception {
        Path socket = run.resolve("streaming-daemon.sock");
        try (UsherProcess daemon = UsherProcess.daemon(socket, "--socket-mode", "0400", "--max-connections", "10")) {
            Consultation.about(directory, listen, "SocketHandoffAllowedPrefix " + run + "/")
                    .finds("socket " + socket, "may not connect", "0400 (EACCES)", "mend: chmod u+rw " + socket)
                    .isContentOnceMended();
            assertThat(daemon.isAlive()).isTrue();
        }
    }

    @Test
    void aModeThatShutsTheDoorOutIsEdited() throws Exception {
        Consultation.about(
                        directory,
                        listen,
                        "SocketHandoffAllowedPrefix " + run + "/",
                        "<StreamingDaemon " + run + "/s.sock>",
                        "    MaxConnections 10",
                        "    SocketMode 0060",
                        "</StreamingDaemon>")
                .finds("SocketMode 0060", "usher.conf:5", "sed -i '/^\\s*SocketMode 0060\\s*$/s/0060/0660/'")
                .isContentOnceMended();
    }

    @Test
    void aDirectoryThatMayNotBeEnteredIsOpened() throws Exception {
        Path closed = Files.createDirectory(run.resolve("closed"));
        mode(closed, "rw-rw-rw-");
        Consultation.about(
                        directory,
                        listen,
                        "SocketHandoffAllowedPrefix " + run + "/",
                        "<StreamingDaemon " + closed + "/s.sock>",
                        "    MaxConnections 10",
                        "</StreamingDaemon>")
                .finds("may not enter " + closed, "mend: chmod u+x " + closed)
                .isContentOnceMended();
    }

    @Test
    void aDirectoryThatMayNotBeWrittenIsOpened() throws Exception {
        mode(run, "r-xr-xr-x");
        Consultation.about(
                        directory,
                        "<StreamingDaemon " + run + "/s.sock>",
                        "    MaxConnections 10",
                        "</StreamingDaemon>")
                .finds("may not make a socket in " + run, "mend: chmod u+wx " + run)
                .isContentOnceMended();
    }

    @Test
    void aDirectoryThatMayBeEnteredAndNotListedIsNoDirectoryWithoutADaemon() throws Exception {
        mode(run, "-wx--x--x");
        String says = Consultation.about(directory, listen, "SocketHandoffAllowedPrefix " + run + "/")
                .isContent()
                .says();
        assertThat(says)
                .contains(
                        "whether daemons listen in " + run + " is not known",
                        "may not list it (EACCES)",
                        "look: ls -l " + run,
                        "it is nobody:nogroup 0311")
                .doesNotContain("no daemon listens");
        mode(run, "rwx------");
    }

    @Test
    void aDirectoryInThePrefixThatMayNotBeListedHidesNotTheOthersSockets() throws Exception {
        Path closed = Files.createDirectory(run.resolve("closed"));
        mode(closed, "-wx--x--x");
        Path socket = run.resolve("s.sock");
        try (UsherProcess _ = UsherProcess.daemon(socket, "--max-connections", "10")) {
            assertThat(Consultation.about(directory, listen, "SocketHandoffAllowedPrefix " + run + "/")
                            .isContent()
                            .says())
                    .contains("whether daemons listen in " + closed + " is not known")
                    .doesNotContain("no daemon listens");
        }
        mode(closed, "rwx------");
    }

    @Test
    void aPrivilegedPortMoves() throws Exception {
        Consultation.about(directory, "Listen 127.0.0.1:80")
                .finds("Listen 127.0.0.1:80", "may not listen on ports below", "ip_unprivileged_port_start=80")
                .isContentOnceMended();
    }
}
