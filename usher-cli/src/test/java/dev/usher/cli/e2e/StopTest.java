package dev.usher.cli.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.ConnectException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code usher run} with a door and a seat in one process: how it ends, and what it says when it cannot begin. */
class StopTest {
    @TempDir
    Path directory;

    private Stage stage(String delay) throws Exception {
        return Stage.withDelay(directory, delay)
                .handoff("s.php", "/srv/run/streaming-daemon.sock", "'{\"prompt\":\"stop\"}'");
    }

    @Test
    void afterOneSignalStreamsFinishAndTheExitCodeIsZero() throws Exception {
        try (Stage stage = stage("100ms");
                Visitor visitor = Visitor.at(stage.port()).asks("GET", "/s.php", "")) {
            String begin = visitor.hearsUntil("You said: stop.\n\n");
            stage.usher().terminate().awaitLog("stopping");
            assertThat(Answer.of(begin + visitor.rest()).isWholeStream()).isTrue();
            visitor.goes();
            assertThat(stage.usher().exit(10)).isZero();
            assertThat(stage.run().resolve("streaming-daemon.sock")).doesNotExist();
        }
    }

    /** The door is closed, or the seat sends whoever came in before away: nobody is left hanging. */
    @Test
    void whoComesWhileItDrainsIsTurnedAway() throws Exception {
        try (Stage stage = stage("1h");
                Visitor kept = Visitor.at(stage.port());
                Visitor running = Visitor.at(stage.port()).asks("GET", "/s.php", "")) {
            running.hearsUntil("You said: stop.\n\n");
            stage.usher().terminate().awaitLog("draining");
            Waiting.until("nobody is let in", 5, () -> isClosed(stage.port()));
            Answer late = kept.asks("GET", "/s.php", "").hears();
            assertThat(late.status()).as(late.toString()).isIn(0, 503);
            stage.usher().terminate();
            assertThat(running.rest()).startsWith("event: error\n").contains("shutting_down");
            running.goes();
            assertThat(stage.usher().exit(10)).isZero();
        }
    }

    private static boolean isClosed(int port) throws IOException {
        try (Visitor _ = Visitor.at(port)) {
            return false;
        } catch (ConnectException e) {
            return true;
        }
    }

    @Test
    void anInterruptStopsItToo() throws Exception {
        try (Stage stage = stage("0ms")) {
            Programs.run("/bin/sh", "-c", "kill -INT " + stage.usher().pid());
            assertThat(stage.usher().exit(10)).isZero();
        }
    }

    @Test
    void aPortInUseIsSaidAndNothingIsLeftBehind() throws Exception {
        try (Stage first = stage("0ms")) {
            Path file = directory.resolve("second.conf");
            Files.writeString(file, """
                    Listen 127.0.0.1:%d
                    <StreamingDaemon %s/second.sock>
                    </StreamingDaemon>
                    """.formatted(first.port(), first.run()));
            try (UsherProcess second = UsherProcess.begin(directory, 0, 0, List.of("run", "-f", file.toString()))) {
                assertThat(second.exit(30)).isEqualTo(69);
                assertThat(second.log()).contains("127.0.0.1:" + first.port(), "in use");
            }
            assertThat(first.run().resolve("second.sock")).doesNotExist();
            assertThat(first.get("/s.php").isWholeStream()).isTrue();
        }
    }
}
