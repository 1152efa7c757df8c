package dev.usher.cli.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** ATTACKS 5G from outside: a daemon process that was handed all kinds of things holds what it held before. */
class MalformedHandoffsTest {
    /** With a heap of 64 MiB: without a bound a JVM touches memory long before it needs it. */
    private static final int GROWTH_KIB_MAX = 40 * 1024;

    /** One a second for each reason. */
    private static final int WARNINGS_MAX = 400;

    @TempDir
    Path directory;

    /** Ten thousand in all, half of them malformed; the stream socket's share is smaller, since its data ends by time. */
    @ParameterizedTest
    @CsvSource({"seqpacket, 10000", "stream, 1000"})
    void aDaemonHoldsWhatItHeldBefore(String type, int count) throws Exception {
        Path socket = directory.resolve("seat.sock");
        try (UsherProcess daemon = UsherProcess.daemon(socket, "--message-delay", "0ms", "--socket-type", type)) {
            attack(socket, type, 400); // what is loaded and opened once is not a leak
            ProcessFacts base = ProcessFacts.of(daemon.pid());
            attack(socket, type, count);
            ProcessFacts after = ProcessFacts.awaitBase(daemon.pid(), base);
            assertThat(after.rssKib()).isLessThan(base.rssKib() + GROWTH_KIB_MAX);
            assertThat(daemon.log().lines().filter(line -> line.contains(" WARN ")))
                    .as("attack noise must not fill a disk")
                    .hasSizeLessThan(WARNINGS_MAX);
        }
    }

    private void attack(Path socket, String type, int count) throws Exception {
        Path script = directory.resolve("attacks.py");
        try (var source = MalformedHandoffsTest.class.getResourceAsStream("attacks.py")) {
            Files.write(script, source.readAllBytes());
        }
        Programs.Ran ran =
                Programs.run(Programs.python(), script.toString(), socket.toString(), type, Integer.toString(count));
        assertThat(ran.output()).isEqualTo("served " + count / 2 + " refused " + count / 2 + " of " + count + "\n");
    }

    @Test
    void silentSendersAreClosedAndNobodyWaitsForThem() throws Exception {
        Path socket = directory.resolve("seat.sock");
        try (UsherProcess daemon = UsherProcess.daemon(socket, "--message-delay", "0ms")) {
            attack(socket, "seqpacket", 2);
            ProcessFacts base = ProcessFacts.of(daemon.pid());
            Path script = directory.resolve("silent.py");
            Files.writeString(script, """
                    import socket, sys
                    peers = [socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET) for _ in range(100)]
                    for peer in peers:
                        peer.connect(sys.argv[1])
                        peer.settimeout(15)
                    print(sum(peer.recv(1) == b"" for peer in peers), "closed")
                    """);
            assertThat(Programs.run(Programs.python(), script.toString(), socket.toString())
                            .output())
                    .isEqualTo("100 closed\n");
            ProcessFacts.awaitBase(daemon.pid(), base);
        }
    }
}
