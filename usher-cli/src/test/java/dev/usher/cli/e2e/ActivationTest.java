package dev.usher.cli.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A socket that a service manager listens on (LISTEN_FDS), with a manager in small: a script that holds it. */
class ActivationTest {
    private static final Pattern READY = Pattern.compile("ready, pid ([0-9]+)");

    @TempDir
    Path directory;

    private Path socket() {
        return directory.resolve("seat.sock");
    }

    private UsherProcess managed(int runs, String kind, String... flags) throws Exception {
        Path script = directory.resolve("listens.py");
        try (var source = ActivationTest.class.getResourceAsStream("listens.py")) {
            Files.write(script, source.readAllBytes());
        }
        List<String> arguments = new ArrayList<>(List.of("daemon", "--socket", socket().toString()));
        arguments.addAll(List.of(flags));
        return UsherProcess.begin(
                directory,
                0,
                List.of(Programs.python(), script.toString(), Integer.toString(runs), kind, socket().toString()),
                Map.of(),
                arguments);
    }

    /** The pid of the n-th process that was ready. */
    private static String pid(UsherProcess usher, int n) throws Exception {
        Waiting.until(
                "process " + n + " is ready",
                60,
                () -> READY.matcher(usher.log()).results().count() >= n);
        Matcher ready = READY.matcher(usher.log());
        for (int i = 0; i < n; i++) {
            assertThat(ready.find()).isTrue();
        }
        return ready.group(1);
    }

    private static void terminate(String pid) throws Exception {
        Programs.run("/bin/kill", "-TERM", pid);
    }

    @ParameterizedTest
    @CsvSource({"seqpacket", "stream"})
    void theSocketIsTakenUpAndLeftWhereItIs(String kind) throws Exception {
        try (UsherProcess usher = managed(1, kind, "--socket-type", kind, "--message-delay", "1ms")) {
            String pid = pid(usher, 1);
            Object file = Files.readAttributes(socket(), "unix:ino").get("ino");
            if (kind.equals("seqpacket")) {
                assertThat(Handed.exchange(socket(), "{}").isWholeStream()).isTrue();
            }
            terminate(pid);
            assertThat(usher.exit(20)).isZero();
            assertThat(Files.readAttributes(socket(), "unix:ino")).containsEntry("ino", file);
        }
    }

    /** Who comes while one drains waits for the next; who was there before is served to the end. */
    @Test
    void aHandoffBetweenTwoProcessesWaitsForTheSecond() throws Exception {
        try (UsherProcess usher = managed(2, "seqpacket", "--message-delay", "20ms")) {
            String first = pid(usher, 1);
            try (Handed before = Handed.to(socket(), "{}")) {
                before.hearsUntil("data: ");
                terminate(first);
                Waiting.until("it drains", 20, () -> usher.says("draining 1 streams"));
                try (Handed between = Handed.to(socket(), "{}")) {
                    assertThat(before.rest()).contains("[DONE]");
                    assertThat(between.hears().isWholeStream()).isTrue();
                }
            }
            terminate(pid(usher, 2));
            assertThat(usher.exit(20)).isZero();
        }
    }

    @Test
    void aSocketOfAnotherTypeIsRefusedAndTheUnitsLineNamed() throws Exception {
        try (UsherProcess usher = managed(1, "stream")) {
            assertThat(usher.exit(30)).isNotZero();
            assertThat(usher.log())
                    .contains("opened " + socket() + " as stream, and SocketType is seqpacket")
                    .contains("ListenSequentialPacket=" + socket());
            assertThat(socket()).exists();
        }
    }

    @Test
    void aSocketThatNoSeatHasIsAnError() throws Exception {
        try (UsherProcess usher = managed(1, "inet")) {
            assertThat(usher.exit(30)).isNotZero();
            assertThat(usher.log()).contains("LISTEN_FDS", "descriptor 3", "no seat of usher daemon has that path");
        }
    }

    @Test
    void whatIsSaidToAnotherProcessCountsForNothing() throws Exception {
        try (UsherProcess usher = UsherProcess.begin(
                        directory,
                        0,
                        List.of(),
                        Map.of("LISTEN_PID", "1", "LISTEN_FDS", "1"),
                        List.of("daemon", "--socket", socket().toString(), "--message-delay", "0ms"))
                .ready()) {
            assertThat(Handed.exchange(socket(), "{}").isWholeStream()).isTrue();
            assertThat(usher.terminate().exit(20)).isZero();
            assertThat(socket()).doesNotExist();
        }
    }
}
