package dev.usher.cli.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.usher.fd.SocketType;
import dev.usher.fd.UnixAddress;
import dev.usher.fd.UnixSocket;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Several faults at once: each cause is one finding, and the mends work one after another in the order printed. */
class DoctorMendsTest {
    @TempDir
    Path directory;

    private Path run;
    private ServerSocket taken;

    @BeforeEach
    void makeADirectoryForSeats() throws IOException {
        run = Files.createDirectory(directory.resolve("run"));
        taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
    }

    @AfterEach
    void freeThePort() throws IOException {
        taken.close();
    }

    private String listen(int port) {
        return "Listen 127.0.0.1:" + port;
    }

    private int freePort() throws IOException {
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return free.getLocalPort();
        }
    }

    @Test
    void threeFaultsOfOneFileAreMendedInTheOrderPrinted() throws Exception {
        Consultation.about(
                        directory,
                        listen(taken.getLocalPort()),
                        "<StreamingDaemon " + run + "/s.sock>",
                        "    AllowedSenders daemon",
                        "</StreamingDaemon>")
                .finds(listen(taken.getLocalPort()), "in use")
                .finds("outside SocketHandoffAllowedPrefix /var/run", "sed -i '$a SocketHandoffAllowedPrefix " + run)
                .finds("AllowedSenders daemon")
                .isContentOnceMended();
        assertThat(Files.readString(directory.resolve("usher.conf")))
                .endsWith("</StreamingDaemon>\nSocketHandoffAllowedPrefix " + run + "/\n");
    }

    @Test
    void misspeltWordsAreMendedWithWhatTheyHid() throws Exception {
        Consultation.about(
                        directory,
                        "KepAlive On",
                        listen(taken.getLocalPort()),
                        "SocketHandoffAllowedPrefix " + run + "/",
                        "<StreamingDaemon " + run + "/s.sock>",
                        "    Backend moc",
                        "    AllowedSenders daemon",
                        "</StreamingDaemon>")
                .finds("did you mean 'KeepAlive'?")
                .finds("not 'moc'", "s/moc/mock/")
                .finds(listen(taken.getLocalPort()), "usher.conf:2", "in use")
                .finds("AllowedSenders daemon")
                .isContentOnceMended();
    }

    @Test
    void aMisspeltValueInTwoSectionsIsOneFinding() throws Exception {
        String seats = Consultation.about(
                        directory,
                        "<StreamingDaemon " + run + "/a.sock>",
                        "    Backend moc",
                        "</StreamingDaemon>",
                        "<StreamingDaemon " + run + "/b.sock>",
                        "  Backend moc",
                        "</StreamingDaemon>")
                .finds("usher.conf:2", "not 'moc'", "usher.conf:5")
                .isContentOnceMended()
                .says();
        assertThat(seats).doesNotContain("moc'");
        assertThat(Files.readString(directory.resolve("usher.conf")))
                .contains("    Backend mock\n", "  Backend mock\n");
    }

    @Test
    void aSectionsMisspeltNameIsSetRightAtBothEnds() throws Exception {
        Consultation.about(directory, "<StreamingDemon " + run + "/s.sock>", "</StreamingDemon>")
                .finds("did you mean 'StreamingDaemon'?")
                .isContentOnceMended();
    }

    @Test
    void aMistypedPrefixIsSetRightAndNotMade() throws Exception {
        Path mistyped = directory.resolve("rum");
        Consultation doctor = Consultation.about(
                directory,
                listen(freePort()),
                "SocketHandoffAllowedPrefix " + mistyped + "/",
                "<StreamingDaemon " + run + "/s.sock>",
                "</StreamingDaemon>");
        assertThat(doctor.finds("outside SocketHandoffAllowedPrefix " + mistyped, "which does not exist", "sed -i ")
                        .says())
                .doesNotContain("mkdir")
                .contains("1 error");
        doctor.isContentOnceMended();
        assertThat(mistyped).doesNotExist();
    }

    @Test
    void aMistypedPrefixBesideADirectoryOfSocketsIsSetRightAndNotMade() throws Exception {
        try (UnixSocket daemon = UnixSocket.open(SocketType.SEQPACKET)) {
            daemon.bind(UnixAddress.path(run.resolve("s.sock")));
            daemon.listen(1);
            Consultation doctor = Consultation.about(
                    directory, listen(freePort()), "SocketHandoffAllowedPrefix \"" + directory + "/rum/\"");
            assertThat(doctor.finds("does not exist, and " + run + " has sockets")
                            .says())
                    .doesNotContain("mkdir");
            doctor.isContentOnceMended();
        }
    }

    @Test
    void twoSeatsOutsideThePrefixGetOneThatHoldsBoth() throws Exception {
        Path other = Files.createDirectory(directory.resolve("other"));
        Files.createDirectories(run.resolve("a"));
        Files.createDirectories(run.resolve("b"));
        Consultation.about(
                        directory,
                        listen(freePort()),
                        "SocketHandoffAllowedPrefix " + other + "/",
                        "<StreamingDaemon " + run + "/a/s.sock>",
                        "</StreamingDaemon>",
                        "<StreamingDaemon " + run + "/b/s.sock>",
                        "</StreamingDaemon>")
                .finds(run + "/a/s.sock", run + "/b/s.sock", "outside")
                .isContentOnceMended();
    }

    @Test
    void aSeatMovesWhereThePrefixServesOthers() throws Exception {
        Path other = Files.createDirectory(directory.resolve("other"));
        try (UnixSocket daemon = UnixSocket.open(SocketType.SEQPACKET)) {
            daemon.bind(UnixAddress.path(other.resolve("theirs.sock")));
            daemon.listen(1);
            Consultation.about(
                            directory,
                            listen(freePort()),
                            "SocketHandoffAllowedPrefix " + other + "/",
                            "<StreamingDaemon " + run + "/s.sock>",
                            "</StreamingDaemon>")
                    .finds(run + "/s.sock", "outside", other + "/s.sock")
                    .isContentOnceMended();
        }
    }

    @Test
    void aPrefixOfAVariableIsSetAnew() throws Exception {
        Consultation.under(
                        "export USHER_SOCKET_HANDOFF_ALLOWED_PREFIX=" + directory + "/rum/",
                        directory,
                        listen(freePort()),
                        "<StreamingDaemon " + run + "/s.sock>",
                        "</StreamingDaemon>")
                .finds("outside", "mend: export USHER_SOCKET_HANDOFF_ALLOWED_PREFIX=" + run + "/")
                .isContentOnceMended();
    }

    @Test
    void aMissingDirectoryOfPrefixAndSeatIsMadeOnce() throws Exception {
        Path missing = directory.resolve("missing");
        Consultation doctor = Consultation.about(
                directory,
                listen(freePort()),
                "SocketHandoffAllowedPrefix " + missing + "/",
                "<StreamingDaemon " + missing + "/s.sock>",
                "</StreamingDaemon>");
        assertThat(doctor.finds("SocketHandoffAllowedPrefix " + missing, "mkdir -p", "mends as well: <StreamingDaemon>")
                        .says())
                .containsOnlyOnce("mkdir");
        doctor.isContentOnceMended();
    }

    @Test
    void aLineMovesToAPortThatNoOtherLineHas() throws Exception {
        int port = taken.getLocalPort();
        Consultation.about(
                        directory,
                        listen(port),
                        "Listen 127.0.0.1:" + (port + 1),
                        "<VirtualHost *:" + port + ">",
                        "</VirtualHost>")
                .finds(listen(port), "look: ss -ltnp 'sport = :" + port + "'\n", "mend: sed -i ")
                .isContentOnceMended();
        assertThat(Files.readString(directory.resolve("usher.conf")))
                .doesNotContain(":" + port + "\n", ":" + port + ">")
                .containsOnlyOnce("Listen 127.0.0.1:" + (port + 1));
    }

    @Test
    void aLineMovesToNoPortThatAnyConnectionMayTake() throws Exception {
        String[] range = Programs.run("/bin/cat", "/proc/sys/net/ipv4/ip_local_port_range")
                .output()
                .strip()
                .split("\\s+", -1);
        Consultation.about(directory, listen(taken.getLocalPort())).isContentOnceMended();
        String moved = Files.readString(directory.resolve("usher.conf")).strip();
        int port = Integer.parseInt(moved.substring(moved.lastIndexOf(':') + 1));
        assertThat(port < Integer.parseInt(range[0]) || port > Integer.parseInt(range[1]))
                .as(moved + " outside of " + String.join("-", range))
                .isTrue();
    }
}
