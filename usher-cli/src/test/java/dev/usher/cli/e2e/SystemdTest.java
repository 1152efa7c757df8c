package dev.usher.cli.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.usher.fd.Received;
import dev.usher.fd.SocketType;
import dev.usher.fd.UnixAddress;
import dev.usher.fd.UnixSocket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a service manager is told (sd_notify(3)), from the start to the end, and the units of the examples. */
class SystemdTest {
    @TempDir
    Path directory;

    private final List<String> told = new ArrayList<>();

    private boolean hears(UnixSocket manager, String words) throws Exception {
        ByteBuffer datagram = ByteBuffer.allocate(4096);
        try (Received received = manager.receive(datagram, 0)) {
            if (received.bytes() > 0) {
                told.add(StandardCharsets.UTF_8.decode(datagram.flip()).toString());
            }
        }
        return told.stream().anyMatch(each -> each.contains(words));
    }

    private void awaits(UnixSocket manager, String words) throws Exception {
        told.clear();
        Waiting.until(words, 30, () -> hears(manager, words));
    }

    @ParameterizedTest
    @ValueSource(strings = {"file", "abstract"})
    void itIsToldOfTheStartOfLifeOfReloadsAndOfTheEnd(String kind) throws Exception {
        Path path = directory.resolve("notify.sock");
        String name = "usher-notify-" + ProcessHandle.current().pid();
        boolean file = kind.equals("file");
        Path seat = directory.resolve("seat.sock");
        try (UnixSocket manager = UnixSocket.open(SocketType.DGRAM)) {
            manager.bind(file ? UnixAddress.path(path) : UnixAddress.abstractName(name));
            try (UsherProcess usher = UsherProcess.begin(
                    directory,
                    0,
                    List.of(),
                    Map.of("NOTIFY_SOCKET", file ? path.toString() : "@" + name, "WATCHDOG_USEC", "200000"),
                    List.of("daemon", "--socket", seat.toString(), "--message-delay", "20ms"))) {
                awaits(manager, "READY=1\nSTATUS=a seat at " + seat + " with 0 streams");
                awaits(manager, "WATCHDOG=1");
                awaits(manager, "WATCHDOG=1");
                Programs.run("/bin/kill", "-HUP", Long.toString(usher.pid()));
                awaits(manager, "RELOADING=1\nMONOTONIC_USEC=");
                awaits(manager, "READY=1");
                try (Handed client = Handed.to(seat, "{}")) {
                    client.hearsUntil("data: ");
                    usher.terminate();
                    awaits(manager, "STOPPING=1\nSTATUS=streams may finish: a seat at " + seat + " with 1 streams");
                    awaits(manager, "WATCHDOG=1"); // while it drains, too
                    assertThat(client.rest()).contains("[DONE]");
                }
                assertThat(usher.exit(20)).isZero();
            }
        }
    }

    @Test
    void aManagerThatIsNotThereKeepsNobodyFromServing() throws Exception {
        Path seat = directory.resolve("seat.sock");
        try (UsherProcess usher = UsherProcess.begin(
                directory,
                0,
                List.of(),
                Map.of("NOTIFY_SOCKET", directory + "/nobody", "WATCHDOG_USEC", "many"),
                List.of("daemon", "--socket", seat.toString(), "--message-delay", "0ms"))) {
            usher.ready();
            assertThat(Handed.exchange(seat, "{}").isWholeStream()).isTrue();
            assertThat(usher.terminate().exit(20)).isZero();
            assertThat(usher.log())
                    .containsOnlyOnce("cannot be told anything at NOTIFY_SOCKET " + directory + "/nobody")
                    .contains("WATCHDOG_USEC must be a number of microseconds, not many");
        }
    }

    /** systemd's own checks, with a program that is there in place of the one that will be. */
    @Test
    void theUnitsOfTheExamplesAreUnits() throws Exception {
        String analyze = Programs.find("systemd", "systemd-analyze");
        Path units = Programs.home().resolve("examples/systemd");
        List<String> files = new ArrayList<>();
        for (String name : List.of("usher-seat.service", "usher-seat.socket")) {
            String text = Files.readString(units.resolve(name))
                    .replace(
                            "/opt/usher/usher", Programs.home().resolve("usher").toString());
            files.add(Files.writeString(directory.resolve(name), text).toString());
        }
        Programs.Ran verified = Programs.run(analyze, "verify", files.get(0), files.get(1));
        assertThat(verified.output()).isEmpty();
        assertThat(verified.exit()).isZero();
        Programs.Ran exposure =
                Programs.run(analyze, "security", "--offline=true", "--no-pager", "--threshold=20", files.getFirst());
        assertThat(exposure.exit()).as(exposure.output()).isZero();
    }
}
