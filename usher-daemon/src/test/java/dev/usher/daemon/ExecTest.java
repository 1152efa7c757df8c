package dev.usher.daemon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.usher.daemon.receive.StartException;
import dev.usher.daemon.stream.Count;
import dev.usher.fd.SocketType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A program for each client: what it finds, and what the client gets when it cannot be run. */
class ExecTest {
    /** The most bytes of data that one variable holds: MAX_ARG_STRLEN, less "HANDOFF_DATA=" and the NUL. */
    private static final int DATA_MAX = 131_072 - 13 - 1;

    @TempDir
    Path directory;

    /** A seat that runs a shell script. */
    private House shell(String script, String... flags) throws IOException {
        return exec(program("handler.sh", "#!/bin/sh\n" + script + "\n").toString(), flags);
    }

    private Path program(String name, String text) throws IOException {
        Path file = Files.writeString(directory.resolve(name), text);
        assertThat(file.toFile().setExecutable(true)).isTrue();
        return file;
    }

    private House exec(String command, String... flags) throws IOException {
        String[] all = java.util.Arrays.copyOf(flags, flags.length + 2);
        all[flags.length] = "backend=exec";
        all[flags.length + 1] = "exec-command=" + command;
        return House.open(directory, all);
    }

    @ParameterizedTest
    @EnumSource(names = {"SEQPACKET", "STREAM"})
    void theProgramGetsTheDataAndTheClient(SocketType type) throws Exception {
        try (House house = shell("read line; printf '%s|%s' \"$HANDOFF_DATA\" \"$line\"", "socket-type=" + type);
                Guest guest = Guest.arrive()) {
            guest.says("from the client\n");
            Door.handOver(house.path(), type, guest, "{\"prompt\":\"Hello\"}");
            assertThat(guest.hears()).isEqualTo("{\"prompt\":\"Hello\"}|from the client");
            house.awaitCount(Count.STREAMS_COMPLETED, 1);
            house.awaitCount(Count.BYTES_SENT, 34);
            House.await(() -> house.seat.activeStreams() == 0);
        }
    }

    @Test
    void argumentsReachTheProgramAsTheyAre() throws Exception {
        try (House house = exec("/usr/bin/printf '%s|' 'a b' --help -- ''")) {
            assertThat(house.exchange("{}")).isEqualTo("a b|--help|--||");
        }
    }

    @Test
    void aProgramWithoutASlashIsLookedForOnThePath() throws Exception {
        try (House house = exec("printf found")) {
            assertThat(house.exchange("{}")).isEqualTo("found");
        }
    }

    @Test
    void aScriptWithoutAFirstLineIsRunByTheShell() throws Exception {
        Path file = program("plain", "echo \"$0 $1 $HANDOFF_DATA\"\n");
        try (House house = exec(file + " one")) {
            assertThat(house.exchange("two")).isEqualTo(file + " one two\n");
        }
    }

    @Test
    void noDataAreAnEmptyVariable() throws Exception {
        try (House house = shell("printf '%s' \"${HANDOFF_DATA-unset}|${HANDOFF_DATA:-empty}\"")) {
            assertThat(house.exchange("")).isEqualTo("|empty");
        }
    }

    @Test
    void dataAreNotReadAndPassByteForByte() throws Exception {
        byte[] odd = {'{', (byte) 0xFF, '\n', (byte) 0xC3, '"', '$', '(', '`', '\'', ' ', 0x01, '=', (byte) 0x80};
        try (House house = shell("printf '%s' \"$HANDOFF_DATA\"");
                Guest guest = Guest.arrive()) {
            Door.send(house.path(), SocketType.SEQPACKET, odd, guest.doorsEnd);
            guest.left();
            assertThat(guest.socket.getInputStream().readAllBytes()).isEqualTo(odd);
        }
    }

    @Test
    void aNulWithinTheDataIs400() throws Exception {
        try (House house = shell("echo ran");
                Guest guest = house.guest("{\"a\":\"\0\"}")) {
            assertThat(guest.hears())
                    .startsWith("HTTP/1.1 400 Bad Request\r\nContent-Type: application/json\r\n")
                    .contains("invalid_data", "NUL");
            house.awaitCount(Count.HANDOFF_ERRORS_DATA, 1);
        }
    }

    @Test
    void theLongestDataAreTakenAndOneByteMoreIs413() throws Exception {
        try (House house = shell("echo ${#HANDOFF_DATA}")) {
            assertThat(house.exchange("x".repeat(DATA_MAX))).isEqualTo(DATA_MAX + "\n");
            assertThat(house.exchange("x".repeat(DATA_MAX + 1)))
                    .startsWith("HTTP/1.1 413 Content Too Large\r\n")
                    .contains("data_too_long", "131058");
            assertThat(house.exchange("x".repeat(200_000))).startsWith("HTTP/1.1 413 ");
            house.awaitCount(Count.HANDOFF_ERRORS_TRUNCATED, 2);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"no-such-command-here", "./none.sh", "/none/at/all", "/tmp", "''"})
    void aProgramThatIsNotThereIsAnErrorOfTheStart(String command) {
        assertThatThrownBy(() -> exec(command))
                .isInstanceOf(StartException.class)
                .hasMessageStartingWith("cannot run " + (command.equals("''") ? "\"\"" : command) + ": ");
        assertThat(directory.resolve("seat.sock")).doesNotExist();
    }

    @Test
    void aProgramThatMayNotBeExecutedIsAnErrorOfTheStart() throws Exception {
        Path file = Files.writeString(directory.resolve("plain"), "echo\n");
        assertThatThrownBy(() -> exec(file.toString())).hasMessageContaining("chmod +x " + file);
    }

    @Test
    void withoutACommandTheStartSaysSo() {
        assertThatThrownBy(() -> House.open(directory, "backend=exec"))
                .hasMessageContaining("ExecCommand PROGRAM")
                .hasMessageContaining("--exec-command");
    }

    @Test
    void aProgramThatHasGoneSinceIs500() throws Exception {
        try (House house = shell("echo ran")) {
            Files.delete(directory.resolve("handler.sh"));
            assertThat(house.exchange("{}"))
                    .startsWith("HTTP/1.1 500 Internal Server Error\r\n")
                    .contains("handler_cannot_start");
            program("handler.sh", "#!/none/interpreter\n");
            assertThat(house.exchange("{}")).startsWith("HTTP/1.1 500 ");
            House.await(() -> house.seat.activeStreams() == 0);
        }
    }

    @Test
    void moreThanMaxProcessesAre503WithRetryAfter() throws Exception {
        try (House house = shell("read line; echo \"$line\"", "max-processes=2");
                Guest first = house.guest("{}");
                Guest second = house.guest("{}")) {
            house.awaitCount(Count.HANDOFFS, 2);
            assertThat(house.exchange("{}"))
                    .startsWith("HTTP/1.1 503 Service Unavailable\r\n")
                    .contains("\r\nRetry-After: 1\r\n", "too_many_processes");
            first.says("one\n");
            assertThat(first.hears()).isEqualTo("one\n");
            first.goes();
            try (Guest third = Guest.arrive().says("three\n")) {
                Door.handOver(house.path(), third, "{}");
                assertThat(third.hears()).isEqualTo("three\n");
            }
        }
    }

    @Test
    void aProgramThatEndsWithoutAWordIs502() throws Exception {
        try (House house = shell("exit 0")) {
            assertThat(house.exchange("{}"))
                    .startsWith("HTTP/1.1 502 Bad Gateway\r\n")
                    .contains("handler_silent");
        }
    }

    @Test
    void aProgramThatFailsBeforeItsFirstWordIs502() throws Exception {
        try (House house = shell("exit 3")) {
            assertThat(house.exchange("{}"))
                    .startsWith("HTTP/1.1 502 Bad Gateway\r\n")
                    .contains("handler_failed");
            house.awaitCount(Count.STREAM_ERRORS_OTHER, 1);
        }
    }

    @Test
    void aProgramThatFailsAfterItsFirstWordIsNotSpokenFor() throws Exception {
        try (House house = shell("printf half; kill -SEGV $$")) {
            assertThat(house.exchange("{}")).isEqualTo("half");
            house.awaitCount(Count.STREAM_ERRORS_OTHER, 1);
        }
    }

    @Test
    void itsInputIsNotReadByUsAndAClientsFinIsItsOwnToSee() throws Exception {
        try (House house = exec("cat");
                Guest guest = house.guest("{}")) {
            for (int i = 0; i < 50; i++) {
                guest.says("line " + i + "\n");
                assertThat(guest.hearsUntil("\n")).isEqualTo("line " + i + "\n");
            }
            guest.says("x".repeat(500_000).substring(0, 100_000));
            guest.socket.shutdownOutput();
            assertThat(guest.hears()).isEqualTo("x".repeat(100_000));
            house.awaitCount(Count.STREAMS_COMPLETED, 1);
        }
    }

    @Test
    void threeHundredThousandBytesComeWholeThoughTheClientsInputIsUnread() throws Exception {
        try (House house = shell("head -c 300000 /dev/zero | tr '\\0' x");
                Guest guest = Guest.arrive()) {
            guest.says("never read ".repeat(3_000));
            Door.handOver(house.path(), guest, "{}");
            assertThat(guest.hears()).isEqualTo("x".repeat(300_000));
        }
    }

    @Test
    void aClientThatIsAUnixSocketIsServed() throws Exception {
        try (House house = shell("printf '%s' \"$HANDOFF_DATA\"")) {
            assertThat(house.exchangeOverAPair("over a pair")).isEqualTo("over a pair");
        }
    }

    /** Nobody counts what is written to a Unix socket: the end is all that can be said; the door makes a 502 of it. */
    @Test
    void onAUnixSocketAProgramWithoutAWordIsAnEnd() throws Exception {
        try (House house = shell("exit 0")) {
            assertThat(house.exchangeOverAPair("x")).isEmpty();
        }
    }

    @Test
    void g16NothingButInputOutputAndErrorIsInherited() throws Exception {
        try (House house = exec("ls /proc/self/fd")) {
            assertThat(house.exchange("{}")).isEqualTo("0\n1\n2\n3\n"); // 3 is the listing itself
        }
    }

    @Test
    void itsSignalsAreDefaultItsGroupItsOwnAndItsSocketBlocks() throws Exception {
        try (House house = shell("""
                (exit 5) & wait $!; echo "waited $?"
                sed -n 's/^Sig\\(Blk\\|Ign\\):.0*//p' /proc/self/status | tr -d '\\n'; echo .
                [ "$(cut -d' ' -f5 /proc/$$/stat)" = $$ ] && echo leader
                grep flags /proc/$$/fdinfo/1""")) {
            String[] lines = house.exchange("{}").split("\n", -1);
            assertThat(lines[0]).isEqualTo("waited 5");
            assertThat(lines[1]).isEqualTo(".");
            assertThat(lines[2]).isEqualTo("leader");
            assertThat(Integer.parseInt(lines[3].substring(6).strip(), 8) & 04000)
                    .isZero();
        }
    }

    @Test
    void whatItsBackgroundProcessesSayAfterItsEndIsNotTheAnswers() throws Exception {
        try (House house = shell("""
                (read line </dev/stdin; sleep 0.2; echo late) 2>/dev/null &
                echo $!; echo done""")) {
            String[] heard = house.exchange("{}").split("\n", -1);
            assertThat(heard[1]).isEqualTo("done");
            assertThat(heard[2]).isEmpty();
            ProcessHandle.of(Long.parseLong(heard[0])).ifPresent(left -> House.await(() -> !left.isAlive()));
        }
    }

    @Test
    void aProgramThatRunsTooLongIsEndedAndTheClientIsToldIfItHeardNothing() throws Exception {
        try (House house = shell("exec sleep 1000", "max-stream-duration=100ms")) {
            assertThat(house.exchange("{}"))
                    .startsWith("HTTP/1.1 504 Gateway Timeout\r\n")
                    .contains("stream_too_long");
            house.awaitCount(Count.STREAM_ERRORS_TIMEOUT, 1);
        }
    }

    @Test
    void aProgramThatIgnoresSigtermIsKilledWithItsGroup() throws Exception {
        try (House house = shell("trap '' TERM HUP; sleep 1000 & echo $!; while :; do sleep 1000; done");
                Guest guest = house.guest("{}")) {
            long child = Long.parseLong(guest.hearsUntil("\n").strip());
            var drained =
                    house.seat.drain(java.time.Duration.ZERO); // it ignores SIGTERM by now, however busy the machine
            assertThat(guest.hears()).isEmpty();
            House.await(
                    () -> ProcessHandle.of(child).filter(ProcessHandle::isAlive).isEmpty());
            guest.goes();
            drained.get(60, TimeUnit.SECONDS);
            house.awaitCount(Count.STREAM_ERRORS_CANCELED, 1);
        }
    }

    @Test
    void aClientThatResetsHasItsProgramHangUp() throws Exception {
        try (House house = shell(
                        "trap 'echo hup >\"" + directory + "/hup\"; exit' HUP; echo up; while :; do sleep 0.05; done");
                Guest guest = house.guest("{}")) {
            guest.hearsUntil("up\n");
            guest.socket.setSoLinger(true, 0);
            guest.goes();
            House.await(() -> Files.exists(directory.resolve("hup")));
            House.await(() -> house.seat.activeStreams() == 0);
        }
    }

    @Test
    void drainWaitsForProgramsThatFinish() throws Exception {
        try (House house = shell("echo begun; read line; echo \"$line\"");
                Guest guest = house.guest("{}")) {
            guest.hearsUntil("begun\n");
            var drained = house.seat.drain(java.time.Duration.ofSeconds(60));
            House.await(() -> !Files.exists(house.path()));
            guest.says("in peace\n");
            assertThat(guest.hears()).isEqualTo("in peace\n");
            guest.goes();
            drained.get(60, TimeUnit.SECONDS);
        }
    }

    @Test
    void atTheDeadlineOfADrainProgramsAreAskedToEnd() throws Exception {
        try (House house = shell("trap 'echo bye; exit 0' TERM; echo begun; while :; do sleep 0.05; done");
                Guest guest = house.guest("{}")) {
            guest.hearsUntil("begun\n");
            var drained = house.seat.drain(java.time.Duration.ofMillis(20));
            assertThat(guest.hears()).isEqualTo("bye\n");
            guest.goes();
            drained.get(60, TimeUnit.SECONDS);
            house.awaitCount(Count.STREAM_ERRORS_CANCELED, 1);
        }
    }

    @Test
    void closeKillsWhatRuns() throws Exception {
        try (House house = shell("trap '' TERM HUP; echo $$; while :; do sleep 1000; done");
                Guest guest = house.guest("{}")) {
            long pid = Long.parseLong(guest.hearsUntil("\n").strip());
            house.stops();
            assertThat(ProcessHandle.of(pid)).isEmpty();
            assertThat(guest.hears()).isEmpty();
        }
    }
}
