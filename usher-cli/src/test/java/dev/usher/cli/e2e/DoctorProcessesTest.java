package dev.usher.cli.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.usher.testkit.PhpFpm;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Processes that hang, or listen elsewhere: {@code usher doctor} names them by their number. */
class DoctorProcessesTest {
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

    private static void stop(UsherProcess usher) throws Exception {
        Programs.run("/bin/kill", "-STOP", Long.toString(usher.pid()));
    }

    private String php(Path socket) {
        return "SetHandler \"proxy:unix:" + socket + "|fcgi://localhost\"";
    }

    @Test
    void aSeatOfThisFileThatWasStoppedIsContinued() throws Exception {
        Path socket = run.resolve("s.sock");
        try (UsherProcess usher = UsherProcess.run(
                directory,
                free -> "Listen 127.0.0.1:" + free + "\nSocketHandoffAllowedPrefix " + run + "/\n<StreamingDaemon "
                        + socket + ">\n</StreamingDaemon>\n")) {
            stop(usher);
            Consultation doctor = Consultation.again(directory.resolve("usher.conf"), "");
            assertThat(doctor.finds("stopped by a signal", "pid " + usher.pid(), "mend: kill -CONT " + usher.pid())
                            .says())
                    .containsOnlyOnce("kill -CONT")
                    .contains("mends as well: <StreamingDaemon> " + socket);
            doctor.isContentOnceMended();
        }
    }

    @Test
    void aDaemonOfItsOwnThatWasStoppedIsContinued() throws Exception {
        Path socket = run.resolve("s.sock");
        try (UsherProcess daemon = UsherProcess.daemon(socket)) {
            stop(daemon);
            Consultation.about(directory, listen, "SocketHandoffAllowedPrefix " + run + "/")
                    .finds("socket " + socket, "stopped by a signal", "mend: kill -CONT " + daemon.pid())
                    .isContentOnceMended();
        }
    }

    @Test
    void phpFpmIsNamedByTheSocketItselfWhereNoPathLeadsToIt() throws Exception {
        try (PhpFpm pool = PhpFpm.withStatusSocket(directory)) {
            Path moved = Files.move(run.resolve("php-fpm.sock"), run.resolve("elsewhere.sock"));
            pool.stop();
            Consultation.about(directory, listen, php(moved))
                    .finds(moved.toString(), "its processes are stopped", "mend: kill -CONT " + pool.pid() + " ")
                    .isContentOnceMended();
        }
    }

    @Test
    void phpFpmThatListensElsewhereIsNamedInTheFile() throws Exception {
        Path configured = run.resolve("php-fpm.sock");
        Path elsewhere = Files.createDirectory(directory.resolve("php"));
        try (PhpFpm _ = PhpFpm.withStatusSocket(elsewhere)) {
            Consultation.about(
                            directory, listen, php(configured), "<Location /x>", "  " + php(configured), "</Location>")
                    .finds(
                            "php-fpm's socket " + configured,
                            "does not exist, and a php-fpm listens at " + elsewhere + "/run/php-fpm.sock",
                            "mend: sed -i ")
                    .isContentOnceMended();
        }
    }
}
