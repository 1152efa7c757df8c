package dev.usher.cli.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** ATTACKS G11: the daemon is killed in the middle of streams, and comes back; the door is never touched. */
class DaemonLostTest {
    private static final String DOOR = Stage.PRINTED.substring(0, Stage.PRINTED.indexOf("<StreamingDaemon"));
    private static final int STREAMS = 20;

    @TempDir
    Path directory;

    @Test
    void theDoorAnswers503WhileTheDaemonIsDeadAndServesWhenItIsBack() throws Exception {
        Path socket = directory.resolve("run/streaming-daemon.sock");
        Files.createDirectories(socket.getParent());
        try (Stage stage = Stage.of(directory, DOOR)) {
            stage.handoff("s.php", "/srv/run/streaming-daemon.sock", "'{\"prompt\":\"x\"}'");
            require503(stage); // nobody has ever been there
            try (UsherProcess daemon = UsherProcess.daemon(socket, "--message-delay", "1h")) {
                killInTheMiddle(stage, daemon);
            }
            assertThat(socket).as("a stale socket").exists();
            require503(stage);
            try (UsherProcess _ = UsherProcess.daemon(socket, "--message-delay", "0ms")) {
                assertThat(stage.get("/s.php").isWholeStream()).isTrue();
            }
            require503(stage);
        }
    }

    private static void killInTheMiddle(Stage stage, UsherProcess daemon) throws Exception {
        List<Visitor> visitors = new ArrayList<>();
        try {
            for (int i = 0; i < STREAMS; i++) {
                visitors.add(Visitor.at(stage.port()).asks("GET", "/s.php", ""));
                visitors.getLast().hearsUntil("You said: x.\n\n");
            }
            daemon.kill();
            long killed = System.nanoTime();
            for (Visitor visitor : visitors) {
                assertThat(visitor.rest()).as("the end, and nothing made up").isEmpty();
            }
            assertThat(System.nanoTime() - killed).isLessThan(2_000_000_000L);
        } finally {
            for (Visitor visitor : visitors) {
                visitor.close();
            }
        }
    }

    /** Two retries, after 10 and 20 ms: the deadline of 500 ms and the way to php-fpm and back leave it far below 2 s. */
    private static void require503(Stage stage) throws Exception {
        long start = System.nanoTime();
        Answer answer = stage.get("/s.php");
        assertThat(answer.status()).as(answer.toString()).isEqualTo(503);
        assertThat(answer.header("Retry-After")).isNotEmpty();
        assertThat(System.nanoTime() - start).isLessThan(2_000_000_000L);
    }
}
