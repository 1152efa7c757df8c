package dev.usher.daemon;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.usher.daemon.stream.Count;
import dev.usher.fd.SocketType;
import dev.usher.fd.ThisProcess;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Locale;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** {@code AllowedSenders}: whose clients are served, and what the clients of the others are told. */
@Tag("transport")
class SenderTest {
    private static final String NOBODY = "65534";
    private static final String NOT_US = "allowed-senders=4294967294";

    @TempDir
    Path directory;

    private static String typeFlag(SocketType type) {
        return "socket-type=" + type.name().toLowerCase(Locale.ROOT);
    }

    @ParameterizedTest
    @EnumSource(names = {"SEQPACKET", "STREAM"})
    void aProcessOfAnotherUserIsToldSoThroughItsClient(SocketType type) throws Exception {
        assumeTrue(ThisProcess.effectiveUid() == 0, "only root can become another user");
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-xr-x"));
        try (House house = House.open(
                        directory, "message-delay=0ms", "socket-mode=0666", "allowed-senders=root", typeFlag(type));
                Child sender = Child.start(0, LoneSender.class, house.path().toString(), type.name(), NOBODY)) {
            assertThat(sender.line("heard "))
                    .startsWith("heard HTTP/1.1 200 OK|")
                    .endsWith("data: [DONE]|");
            assertThat(sender.line("setuid ")).isEqualTo("setuid 0");
            assertThat(sender.line("heard "))
                    .startsWith("heard HTTP/1.1 403 Forbidden|Content-Type: application/json|")
                    .contains("\"code\":\"sender_not_allowed\"");
            house.awaitCount(Count.HANDOFF_ERRORS_SENDER, 1);
            assertThat(house.seat.count(Count.HANDOFFS)).isEqualTo(1);
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"SEQPACKET", "STREAM"})
    void theClientOfASenderWhomItDoesNotNameGets403(SocketType type) throws Exception {
        try (House house = House.open(directory, typeFlag(type), NOT_US);
                Guest guest = Guest.arrive()) {
            Door.handOver(house.path(), type, guest, "{\"prompt\":\"x\"}");
            assertThat(guest.hears())
                    .startsWith("HTTP/1.1 403 Forbidden\r\n")
                    .contains("\r\nConnection: close\r\n", "{\"error\":{\"message\":", "sender_not_allowed");
            house.awaitCount(Count.HANDOFF_ERRORS_SENDER, 1);
            assertThat(house.seat.count(Count.HANDOFFS)).isZero();
            assertThat(house.seat.count(Count.CONNECTIONS_REJECTED)).isZero();
            House.await(() -> house.seat.activeStreams() == 0);
        }
    }

    @Test
    void itsDataAreNotReadEvenWhereTheyAreNoJson() throws Exception {
        try (House house = House.open(directory, NOT_US);
                Guest guest = Guest.arrive()) {
            Door.handOver(house.path(), guest, "no json");
            assertThat(guest.hears()).startsWith("HTTP/1.1 403 ");
            assertThat(house.seat.count(Count.HANDOFF_ERRORS_DATA)).isZero();
        }
    }

    @Test
    void twoClientsOfASenderWhomItDoesNotNameAreClosedBoth() throws Exception {
        try (House house = House.open(directory, NOT_US);
                Guest one = Guest.arrive();
                Guest other = Guest.arrive()) {
            Door.send(house.path(), SocketType.SEQPACKET, "{}".getBytes(UTF_8), one.doorsEnd, other.doorsEnd);
            assertThat(one.left().hears()).isEmpty();
            assertThat(other.left().hears()).isEmpty();
            house.awaitCount(Count.HANDOFF_ERRORS_SENDER, 1);
        }
    }

    @Test
    void theLogNamesTheUserAndTheSettingOnceForMany() throws Exception {
        try (Logged logged = new Logged();
                House house = House.open(directory, NOT_US)) {
            for (int i = 0; i < 20; i++) {
                assertThat(house.exchange("{\"prompt\":\"secret\"}")).startsWith("HTTP/1.1 403 ");
            }
            house.awaitCount(Count.HANDOFF_ERRORS_SENDER, 20);
            assertThat(logged.with("may not hand off here"))
                    .hasSizeBetween(1, 10)
                    .allSatisfy(line -> assertThat(line)
                            .startsWith("WARN ")
                            .contains("uid " + ThisProcess.effectiveUid() + " (pid ", "AllowedSenders"));
            assertThat(logged.with("secret")).isEmpty();
        }
    }
}
