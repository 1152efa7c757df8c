package dev.usher.cli.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.usher.fd.SocketType;
import dev.usher.fd.UnixAddress;
import dev.usher.fd.UnixSocket;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code usher daemon} as a process: how it starts, how it stops, and what its path looks like meanwhile. */
class DaemonLifeTest {
    @TempDir
    Path directory;

    private Path socket() {
        return directory.resolve("seat.sock");
    }

    @Test
    void afterOneSignalStreamsFinishAndTheExitCodeIsZero() throws Exception {
        try (UsherProcess daemon = UsherProcess.daemon(socket(), "--message-delay", "100ms");
                Handed client = Handed.to(socket(), "{\"prompt\":\"drain\"}")) {
            String begin = client.hearsUntil("You said: drain.\n\n");
            daemon.terminate().awaitLog("stopping");
            Waiting.until("the path is free for a successor", 5, () -> !Files.exists(socket()));
            assertThat(daemon.isAlive()).isTrue();
            assertThat(Answer.of(begin + client.rest()).isWholeStream()).isTrue();
            client.goes();
            assertThat(daemon.exit(10)).isZero();
            assertThat(daemon.log()).contains("stopped").doesNotContain("shutting_down");
        }
    }

    @Test
    void aSecondSignalEndsStreamsAtOnceWithAnEventThatSaysSo() throws Exception {
        try (UsherProcess daemon = UsherProcess.daemon(socket(), "--message-delay", "1h");
                Handed client = Handed.to(socket(), "{}")) {
            client.hearsUntil("\n\n");
            daemon.terminate().awaitLog("stopping");
            daemon.terminate();
            String rest = client.rest();
            assertThat(rest).startsWith("event: error\ndata: {\"error\":{").contains("shutting_down");
            assertThat(rest).doesNotContain("[DONE]");
            client.goes();
            assertThat(daemon.exit(10)).isZero();
        }
    }

    @Test
    void whoeverIsOnTheWayWhileItDrainsGets503() throws Exception {
        Path other = directory.resolve("same.sock");
        try (UsherProcess daemon = UsherProcess.daemon(socket(), "--message-delay", "1h");
                Handed running = Handed.to(socket(), "{}")) {
            running.hearsUntil("\n\n");
            Files.createLink(other, socket()); // a door that saw the path before it went
            daemon.terminate().awaitLog("draining");
            Answer late = Handed.exchange(other, "{}");
            assertThat(late.status()).as(late.toString()).isEqualTo(503);
            assertThat(late.header("Retry-After")).isNotEmpty();
        }
    }

    @Test
    void aSecondDaemonOnTheSocketSaysInUseAndTheFirstServesOn() throws Exception {
        try (UsherProcess first = UsherProcess.daemon(socket(), "--message-delay", "0ms")) {
            try (UsherProcess second =
                    UsherProcess.begin(directory, 0, 0, List.of("daemon", "--socket", socket().toString()))) {
                assertThat(second.exit(30)).isEqualTo(69);
                assertThat(second.log()).contains(socket().toString(), "in use");
            }
            assertThat(Handed.exchange(socket(), "{}").isWholeStream()).isTrue();
            assertThat(first.isAlive()).isTrue();
        }
    }

    @Test
    void afterKillItsSocketIsStaleAndIsReplaced() throws Exception {
        try (UsherProcess first = UsherProcess.daemon(socket(), "--message-delay", "1h");
                Handed client = Handed.to(socket(), "{}")) {
            client.hearsUntil("\n\n");
            first.kill();
            assertThat(client.rest()).isEmpty(); // the end of the connection, at once
        }
        assertThat(socket()).exists();
        try (UsherProcess successor = UsherProcess.daemon(socket(), "--message-delay", "0ms")) {
            assertThat(Handed.exchange(socket(), "{}").isWholeStream()).isTrue();
            assertThat(successor.terminate().exit(10)).isZero();
        }
        assertThat(socket()).doesNotExist();
    }

    @Test
    void aFileThatIsNoSocketIsLeftAlone() throws Exception {
        Files.writeString(socket(), "precious");
        try (UsherProcess daemon =
                UsherProcess.begin(directory, 0, 0, List.of("daemon", "--socket", socket().toString()))) {
            assertThat(daemon.exit(30)).isEqualTo(69);
            assertThat(daemon.log()).contains("exists but is not a socket");
        }
        assertThat(socket()).hasContent("precious");
    }

    @Test
    void aStaleSocketOfTheOtherTypeIsReplaced() throws Exception {
        try (UnixSocket stale = UnixSocket.open(SocketType.STREAM)) {
            stale.bind(UnixAddress.path(socket()));
            stale.listen(1);
        }
        try (UsherProcess daemon = UsherProcess.daemon(socket(), "--message-delay", "0ms")) {
            assertThat(Handed.exchange(socket(), "{}").isWholeStream()).isTrue();
            assertThat(daemon.log()).contains("listening on " + socket());
        }
    }

    @Test
    void aBadFlagIsSaidWithItsRange() throws IOException, InterruptedException {
        try (UsherProcess daemon = UsherProcess.begin(
                directory,
                0,
                0,
                List.of("daemon", "--socket", socket().toString(), "--max-connections", "0", "--message-delay", "5"))) {
            assertThat(daemon.exit(30)).isEqualTo(78);
            assertThat(daemon.log()).contains("--max-connections", "--message-delay");
        }
        assertThat(socket()).doesNotExist();
    }
}
