package dev.usher.cli.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code usher bench} against the real daemon: what it expects of the mock is what the mock says. */
class BenchTest {
    private static final int PATIENCE_SECONDS = 90;

    @TempDir
    Path directory;

    private Process bench(Path temporary, String... words) throws IOException {
        List<String> command = new ArrayList<>(UsherProcess.words());
        command.add(1, "-Dusher.home=" + Fdrecv.commands(directory));
        command.add(2, "-Djava.io.tmpdir=" + temporary);
        command.addAll(List.of("bench", "daemon"));
        command.addAll(List.of(words));
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("out").toFile());
        builder.environment().put("USHER_METRICS_ADDR", "off");
        return builder.start();
    }

    private void isComplete(String format) throws Exception {
        Path report = directory.resolve(format + ".json");
        Process bench = bench(
                directory,
                "--connections",
                "40",
                "--delay",
                "20ms",
                "--warm-up",
                "0",
                "--format",
                format,
                "--json",
                report.toString());
        try {
            assertThat(bench.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
        } finally {
            bench.destroyForcibly().waitFor();
        }
        String out = Files.readString(directory.resolve("out"));
        assertThat(bench.exitValue()).as(out).isZero();
        assertThat(Files.readString(report)).contains("\"all_complete\":true", "\"complete\":40,");
    }

    @Test
    void theDaemonsTextIsWhatTheBenchExpects() throws Exception {
        isComplete("text");
    }

    @Test
    void theDaemonsJsonIsWhatTheBenchExpects() throws Exception {
        isComplete("json");
    }

    @Test
    void theDaemonsOpenaiChunksAreWhatTheBenchExpects() throws Exception {
        isComplete("openai");
    }

    private static List<Path> left(Path temporary) throws IOException {
        try (var files = Files.list(temporary)) {
            return files.filter(file -> file.getFileName().toString().startsWith("usher-bench"))
                    .toList();
        }
    }

    @Test
    void aBenchThatIsEndedLeavesNoDaemonAndNoDirectory() throws Exception {
        Path temporary = Files.createDirectory(directory.resolve("tmp"));
        Process bench = bench(temporary, "--connections", "100", "--rate", "1", "--warm-up", "0");
        List<ProcessHandle> children = new ArrayList<>();
        try {
            Waiting.until("the daemon is ready", PATIENCE_SECONDS, () -> isReady(temporary) || !bench.isAlive());
            bench.descendants().forEach(children::add);
            assertThat(children).as(Files.readString(directory.resolve("out"))).isNotEmpty();
            bench.destroy();
            assertThat(bench.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
            assertThat(children).noneMatch(ProcessHandle::isAlive);
            assertThat(left(temporary)).isEmpty();
        } finally {
            bench.destroyForcibly().waitFor();
            children.forEach(ProcessHandle::destroyForcibly);
        }
    }

    private static boolean isReady(Path temporary) throws IOException {
        for (Path home : left(temporary)) {
            Path log = home.resolve("log");
            if (Files.exists(log) && Files.readString(log).contains("ready, pid")) {
                return true;
            }
        }
        return false;
    }
}
