package dev.usher.cli.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code usher try} against daemons of ours and of others. */
class TryTest {
    @TempDir
    Path directory;

    private void tries(int exit, String says, Path socket, String... options) throws Exception {
        List<String> arguments = new ArrayList<>(List.of("try", socket.toString()));
        arguments.addAll(List.of(options));
        try (UsherProcess trial = UsherProcess.begin(directory, 0, 0, arguments)) {
            int code = trial.exit(30);
            assertThat(trial.log()).contains(says);
            assertThat(code).isEqualTo(exit);
        }
    }

    @Test
    void aDaemonOfOursIsComplete() throws Exception {
        Path socket = directory.resolve("seat.sock");
        try (UsherProcess _ = UsherProcess.daemon(socket, "--message-delay", "1ms")) {
            tries(0, "complete: 19 data lines", socket, "--data", "{\"prompt\":\"tried\"}");
            tries(1, "refused: 400 ", socket, "--data", "{\"prompt\":7}");
        }
    }

    @Test
    void aDaemonInPythonIsComplete() throws Exception {
        Path socket = directory.resolve("seat.sock");
        try (Receiver _ = Receiver.inPython(socket, "stream")) {
            tries(0, "complete: HTTP/1.1 200 OK, 5 bytes", socket, "--data", "[1,2]");
        }
    }

    @Test
    void eventsAreShownWithTheirTimesAsTheyArrive() throws Exception {
        Path socket = directory.resolve("seat.sock");
        try (UsherProcess _ = UsherProcess.daemon(socket, "--message-delay", "20ms")) {
            List<String> arguments = List.of("try", socket.toString(), "--stream", "--data", "{\"prompt\":\"tried\"}");
            try (UsherProcess trial = UsherProcess.begin(directory, 0, 0, arguments)) {
                assertThat(trial.exit(30)).isZero();
                List<Long> times = trial.log()
                        .lines()
                        .filter(line -> line.contains(" ms  message  "))
                        .map(line -> Long.parseLong(
                                line.substring(0, line.indexOf(" ms")).strip()))
                        .toList();
                assertThat(times).hasSize(18).isSorted();
                assertThat(times.getLast() - times.getFirst()).isGreaterThanOrEqualTo(17 * 20 - 20);
                assertThat(trial.log())
                        .containsPattern("(?m)^ +\\d+ ms  HTTP/1.1 200 OK$")
                        .contains("message  You said: tried.")
                        .containsPattern("(?m)^ +\\d+ ms  done     \\[DONE]$")
                        .containsPattern(
                                "usher: complete: 19 data lines, \\d+ bytes, \\d+ ms, first byte after \\d+ ms");
            }
        }
    }

    @Test
    void nobodyThereIsSaid() throws Exception {
        tries(69, "there is no socket", directory.resolve("none.sock"));
    }
}
