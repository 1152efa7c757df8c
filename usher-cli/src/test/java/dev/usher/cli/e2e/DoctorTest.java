package dev.usher.cli.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.usher.fd.SocketType;
import dev.usher.fd.UnixAddress;
import dev.usher.fd.UnixSocket;
import dev.usher.testkit.PhpFpm;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Broken set-ups: {@code usher doctor} names what is wrong and the mend; the mend is run as printed, and then all is well. */
class DoctorTest {
    @TempDir
    Path directory;

    private Path run;
    private int port;

    @BeforeEach
    void lookForAFreePort() throws IOException {
        run = Files.createDirectory(directory.resolve("run"));
        Files.createDirectory(directory.resolve("site"));
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
    }

    private String listen() {
        return "Listen 127.0.0.1:" + port;
    }

    private String prefix() {
        return "SocketHandoffAllowedPrefix " + run + "/";
    }

    private String php() {
        return "SetHandler \"proxy:unix:" + run + "/php-fpm.sock|fcgi://localhost\"";
    }

    @Test
    void aPrefixThatIsMissingIsMade() throws Exception {
        Path missing = directory.resolve("not/yet");
        Consultation.about(directory, listen(), "SocketHandoffAllowedPrefix " + missing + "/")
                .finds("SocketHandoffAllowedPrefix " + missing, "does not exist", "mkdir -p " + missing)
                .isContentOnceMended();
        assertThat(missing).isDirectory();
    }

    @Test
    void aSeatOutsideThePrefixMovesThePrefix() throws Exception {
        Path seats = Files.createDirectory(directory.resolve("seats"));
        Consultation.about(
                        directory, listen(), prefix(), "<StreamingDaemon " + seats + "/s.sock>", "</StreamingDaemon>")
                .finds(seats + "/s.sock", "usher.conf:3", "outside SocketHandoffAllowedPrefix", "403")
                .isContentOnceMended();
    }

    @Test
    void aSeatInEverybodysDirectoryMovesIntoThePrefix() throws Exception {
        Path nobodys = Path.of("/tmp/usher-" + directory.getFileName() + ".sock");
        Consultation.about(directory, listen(), prefix(), "<StreamingDaemon " + nobodys + ">", "</StreamingDaemon>")
                .finds(nobodys.toString(), run + "/" + nobodys.getFileName())
                .isContentOnceMended();
    }

    @Test
    void aLimitOfDescriptorsBelowMaxConnectionsIsNamedWithBoth() throws Exception {
        Consultation.under(
                        "ulimit -n 1500",
                        directory,
                        "<StreamingDaemon " + run + "/s.sock>",
                        "    MaxConnections 2500",
                        "</StreamingDaemon>")
                .finds("MaxConnections 2500", "usher.conf:2", "limit of open files is 1500", "LimitNOFILE=")
                .isContentOnceMended();
    }

    @Test
    void aPortInUseIsNamedWithWhoHasItAndMoves() throws Exception {
        try (ServerSocket taken = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
            Consultation.about(directory, listen())
                    .finds(
                            listen(),
                            "usher.conf:1",
                            "in use by java, pid " + ProcessHandle.current().pid(),
                            "look: ss -ltnp 'sport = :" + port + "'\n",
                            "or: kill " + ProcessHandle.current().pid())
                    .isContentOnceMended();
            assertThat(taken.isBound()).isTrue();
        }
    }

    @Test
    void aPathThatAnotherDaemonServesIsNamedAndLeft() throws Exception {
        Path socket = run.resolve("s.sock");
        try (UsherProcess other = UsherProcess.daemon(socket)) {
            String log = other.log();
            Consultation.about(directory, "<StreamingDaemon " + socket + ">", "</StreamingDaemon>")
                    .finds(socket.toString(), "in use by java, pid " + other.pid(), "or: kill " + other.pid())
                    .isContentOnceMended();
            assertThat(other.log()).as("nobody knocked").isEqualTo(log);
        }
    }

    @Test
    void aFileInTheSeatsPlaceIsMovedAway() throws Exception {
        Path there = Files.writeString(run.resolve("s.sock"), "mine");
        Consultation.about(directory, "<StreamingDaemon " + there + ">", "</StreamingDaemon>")
                .finds(there.toString(), "no seat's socket")
                .isContentOnceMended();
        assertThat(Files.readString(run.resolve("s.sock.old"))).isEqualTo("mine");
    }

    @Test
    void aDaemonThatDiedLeavesAStaleSocket() throws Exception {
        Path socket = run.resolve("streaming-daemon.sock");
        try (UnixSocket daemon = UnixSocket.open(SocketType.SEQPACKET)) {
            daemon.bind(UnixAddress.path(socket));
            daemon.listen(1);
        }
        Consultation.about(directory, listen(), prefix())
                .finds("socket " + socket, "stale", "mend: rm " + socket, "/usher daemon --socket " + socket)
                .isContentOnceMended();
        assertThat(socket).doesNotExist();
    }

    @Test
    void aPrefixWithoutADaemonSaysHowToStartOne() throws Exception {
        Consultation.about(directory, listen(), prefix())
                .warns("no daemon listens there yet", "/usher daemon --socket " + run + "/streaming-daemon.sock &")
                .isContent();
    }

    @Test
    void aStaleSocketInTheSeatsPlaceIsAWarning() throws Exception {
        Path socket = run.resolve("s.sock");
        try (UnixSocket daemon = UnixSocket.open(SocketType.SEQPACKET)) {
            daemon.bind(UnixAddress.path(socket));
        }
        Consultation.about(directory, "<StreamingDaemon " + socket + ">", "</StreamingDaemon>")
                .warns("stale socket", "mend: rm " + socket)
                .isContent();
    }

    @Test
    void aSeatThatDoesNotTakeTheDoorsUserIsSaid() throws Exception {
        Consultation.about(
                        directory,
                        listen(),
                        prefix(),
                        "<StreamingDaemon " + run + "/s.sock>",
                        "    AllowedSenders daemon",
                        "</StreamingDaemon>")
                .finds("AllowedSenders daemon", "usher.conf:4", System.getProperty("user.name"))
                .isContentOnceMended();
    }

    @Test
    void aDirectiveThatIsMisspeltIsSetRight() throws Exception {
        Consultation.about(directory, listen(), "DocumentRot " + directory.resolve("site"))
                .finds(
                        "usher.conf:2",
                        "did you mean 'DocumentRoot'?",
                        "sed -i 's/^\\(\\s*\\)DocumentRot\\b/\\1DocumentRoot/'")
                .isContentOnceMended();
    }

    @Test
    void anErrorWithoutANearestWordNamesTheEditorsLine() throws Exception {
        Consultation.about(directory, listen(), "KeepAlive Perhaps").finds("usher.conf:2", "+2 ");
    }

    @Test
    void aDocumentRootThatIsMissingIsMade() throws Exception {
        Consultation.about(directory, listen(), "DocumentRoot " + directory.resolve("none"))
                .finds("DocumentRoot " + directory.resolve("none"), "does not exist")
                .isContentOnceMended();
    }

    @Test
    void aPhpFpmThatDoesNotRunIsStartedWithThePoolThatHasTheSocket() throws Exception {
        PhpFpm.binary(); // says so where it is missing
        boolean root = System.getProperty("user.name").equals("root");
        Path pid = directory.resolve("php.pid");
        Files.writeString(directory.resolve("php-fpm.conf"), """
                [global]
                pid = %1$s/php.pid
                error_log = %1$s/php-fpm.log
                [www]
                %2$s
                listen = %1$s/run/php-fpm.sock
                pm = static
                pm.max_children = 1
                """.formatted(directory, root ? "user = root" : ""));
        try {
            Consultation.about(directory, listen(), "DocumentRoot " + directory.resolve("site"), php())
                    .finds("php-fpm's socket " + run + "/php-fpm.sock", "does not run", "-D", "php-fpm.conf")
                    .isContentOnceMended();
        } finally {
            stop(pid);
        }
    }

    private static void stop(Path pid) throws Exception {
        if (Files.exists(pid)) {
            ProcessHandle php = ProcessHandle.of(
                            Long.parseLong(Files.readString(pid).strip()))
                    .orElseThrow();
            php.destroy();
            Waiting.until("php-fpm ends", 20, () -> !php.isAlive());
        }
    }

    @Test
    void aPoolOnAPortThatDoesNotRunIsStarted() throws Exception {
        PhpFpm.binary();
        boolean root = System.getProperty("user.name").equals("root");
        Files.writeString(directory.resolve("pool.conf"), """
                [global]
                pid = %1$s/php.pid
                error_log = %1$s/php-fpm.log
                [www]
                %2$s
                listen = %3$d
                pm = static
                pm.max_children = 1
                """.formatted(directory, root ? "user = root" : "", port));
        try {
            Consultation.about(directory, "Listen 127.0.0.1:0", "SetHandler proxy:fcgi://127.0.0.1:" + port)
                    .finds("php-fpm's port 127.0.0.1:" + port, "does not run", "-D", "pool.conf")
                    .isContentOnceMended();
        } finally {
            stop(directory.resolve("php.pid"));
        }
    }

    @Test
    void aPhpFpmWhoseChildrenAllHangIsReloaded() throws Exception {
        try (PhpFpm _ = PhpFpm.withStatusSocket(directory)) {
            List<Visitor> visitors = new ArrayList<>();
            Files.writeString(directory.resolve("site/hang.php"), "<?php touch($_GET['n']); sleep(600);");
            try (UsherProcess usher = UsherProcess.run(
                    directory,
                    free -> "Listen 127.0.0.1:" + free + "\nDocumentRoot " + directory + "/site\n" + php() + "\n")) {
                for (int i = 0; i < 2; i++) {
                    Path begun = directory.resolve("begun" + i);
                    visitors.add(Visitor.at(usher.port()).asks("GET", "/hang.php?n=" + begun, ""));
                    Waiting.until("a child is busy", 20, () -> Files.exists(begun));
                }
                Consultation.again(directory.resolve("usher.conf"), "")
                        .finds(run + "/php-fpm.sock", "does not answer within 2000 ms", "busy or hang", "kill -USR2 ")
                        .isContentOnceMended();
            } finally {
                for (Visitor visitor : visitors) {
                    visitor.close();
                }
            }
        }
    }

    @Test
    void aPhpFpmThatWasStoppedIsContinued() throws Exception {
        try (PhpFpm pool = PhpFpm.withStatusSocket(directory)) {
            pool.stop();
            Consultation.about(directory, listen(), php())
                    .finds(run + "/php-fpm.sock", "its processes are stopped", "mend: kill -CONT ")
                    .isContentOnceMended();
        }
    }

    @Test
    void aPortThatSpeaksNoFastCgiIsSaid() throws Exception {
        try (UsherProcess other = UsherProcess.run(directory, free -> "Listen 127.0.0.1:" + free + "\n")) {
            Consultation.about(directory, listen(), "SetHandler proxy:fcgi://127.0.0.1:" + other.port())
                    .finds("php-fpm's port 127.0.0.1:" + other.port(), "does not speak FastCGI", "java, pid");
        }
    }

    @Test
    void anotherUserThanTheCallersIsSeenWithItsRights() throws Exception {
        Assumptions.assumeTrue(System.getProperty("user.name").equals("root"), "only root may give files away");
        Programs.run("/bin/chmod", "-R", "a+rX", directory.toString());
        try (PhpFpm _ = PhpFpm.withStatusSocket(directory)) {
            Programs.run("/bin/chmod", "0600", run + "/php-fpm.sock");
            Consultation.about(directory, "User www-data", listen(), "DocumentRoot " + directory + "/site", php())
                    .finds("user www-data", "may not connect", "root:root 0600", "listen.group = www-data")
                    .isContentOnceMended();
        }
    }

    @Test
    void aSetUpThatRunsIsWellAndIsNotDisturbed() throws Exception {
        Path own = Files.createDirectory(directory.resolve("own"));
        try (Stage stage = Stage.asPrinted(own)) {
            String log = stage.usher().log();
            Consultation.again(own.resolve("usher.conf"), "").isContent();
            assertThat(stage.usher().log()).isEqualTo(log);
        }
    }
}
