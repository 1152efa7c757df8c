package dev.usher.bench;

import static org.assertj.core.api.Assertions.assertThat;

import dev.usher.bench.floor.FloorReceiver;
import dev.usher.bench.judge.Verdict;
import dev.usher.bench.process.Launcher;
import dev.usher.bench.process.SeatProcess;
import dev.usher.bench.script.StreamFormat;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** The floor says what a seat says, and a daemon can be a child that is started and stopped. */
class FloorTest {
    @TempDir
    Path directory;

    /** The floor in a JVM of its own, as seat and as floor. */
    public static void main(String[] words) {
        CommandLine command = new CommandLine(new FloorBench());
        command.setCaseInsensitiveEnumValuesAllowed(true);
        System.exit(command.execute(words));
    }

    private static List<String> floorAsDaemon(List<String> words) {
        return Ran.inItsOwnJvm(
                FloorTest.class, "--socket", words.get(words.indexOf("--socket") + 1), "--delay", "10ms");
    }

    private Ran against(StreamFormat format, int delayMillis, int loops, String... more) throws Exception {
        Path path = directory.resolve("floor.sock");
        FloorReceiver floor = FloorReceiver.start(path, format, delayMillis, loops);
        try {
            List<String> arguments =
                    new ArrayList<>(List.of("--socket", path.toString(), "--format", format.word(), "--warm-up", "0"));
            arguments.addAll(List.of(more));
            return Ran.daemon(directory, arguments.toArray(String[]::new));
        } finally {
            floor.stop();
        }
    }

    @Test
    void streamsOfTheFloorAreCompleteOverTime() throws Exception {
        Ran ran = against(StreamFormat.JSON, 5, 2, "--connections", "50", "--rate", "500");
        assertThat(ran.verdict(Verdict.COMPLETE)).isEqualTo(50);
        assertThat(ran.number("between_p50_ms")).isBetween(4.0, 200.0);
    }

    @Test
    void streamsOfTheFloorWithoutDelayAreCompleteAtOnce() throws Exception {
        Ran ran = against(StreamFormat.TEXT, 0, 1, "--connections", "200", "--concurrency", "16");
        assertThat(ran.verdict(Verdict.COMPLETE)).isEqualTo(200);
    }

    @Test
    void seatAndFloorAreChildrenMeasuredInTurn() throws Exception {
        CommandLine command = new CommandLine(new DaemonBench(FloorTest::floorAsDaemon));
        Ran ran = Ran.command(
                directory,
                command,
                "--with-floor",
                "--runs",
                "2",
                "--connections",
                "40",
                "--rate",
                "200",
                "--warm-up",
                "10",
                "--delay",
                "10ms");
        assertThat(ran.exit()).isZero();
        assertThat(ran.json()).contains("\"name\":\"seat\"", "\"name\":\"floor\"");
        assertThat(ran.verdict(Verdict.COMPLETE)).isEqualTo(80);
        assertThat(ran.number("rss_before_mb")).isGreaterThan(10);
        assertThat(ran.number("cpu_per_event_us")).isNotNegative();
    }

    @Test
    void startAndIdleMemoryAreMeasured() throws Exception {
        CommandLine command = new CommandLine(new DaemonBench(FloorTest::floorAsDaemon));
        Ran ran = Ran.command(directory, command, "--idle", "--runs", "1", "--delay", "10ms");
        assertThat(ran.number("start_ready_ms")).isPositive();
        assertThat(ran.number("start_first_byte_ms")).isGreaterThan(ran.number("start_ready_ms") - 0.001);
        assertThat(ran.number("rss_before_mb")).isGreaterThan(10);
    }

    @Test
    void floorWithoutALoopIsAUsageErrorAndLeavesNoSocket() {
        Path path = directory.resolve("none.sock");
        CommandLine command = new CommandLine(new FloorBench());
        assertThat(command.execute("--socket", path.toString(), "--loops", "0")).isEqualTo(2);
        assertThat(path).doesNotExist();
    }

    @Test
    void daemonThatDoesNotStartIsAnErrorWithWhatItSaid() {
        Launcher broken = _ -> List.of("/bin/sh", "-c", "echo no such backend >&2; exit 78");
        org.assertj.core.api.Assertions.assertThatThrownBy(
                        () -> SeatProcess.start(broken, List.of("daemon"), List.of(), ""))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("ended with 78")
                .hasMessageContaining("no such backend");
    }
}
