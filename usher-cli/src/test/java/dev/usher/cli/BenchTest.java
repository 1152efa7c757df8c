package dev.usher.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.usher.daemon.Seat;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** The bench has what the mock says written down a second time: here the two meet. */
class BenchTest {
    @TempDir
    Path directory;

    @Test
    void theSeatsMockSaysWhatTheBenchExpects() throws Exception {
        Path socket = directory.resolve("seat.sock");
        CommandLine daemon = DaemonCommand.commandLine();
        CommandLine.ParseResult flags =
                daemon.parseArgs("--socket", socket.toString(), "--message-delay", "0ms", "--metrics-addr", "off");
        try (Seat seat = Seat.start(socket, DaemonCommand.values(flags))) {
            int code = Main.commandLine()
                    .execute(
                            "bench",
                            "daemon",
                            "--socket",
                            socket.toString(),
                            "--connections",
                            "8",
                            "--concurrency",
                            "2",
                            "--delay",
                            "0",
                            "--warm-up",
                            "1",
                            "--json",
                            directory.resolve("figures.json").toString());
            assertThat(code).isEqualTo(ExitCode.OK);
            assertThat(seat.path()).isEqualTo(socket);
        }
    }
}
