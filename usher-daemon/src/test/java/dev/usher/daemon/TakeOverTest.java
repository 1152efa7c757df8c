package dev.usher.daemon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.usher.daemon.receive.StartException;
import dev.usher.daemon.stream.Count;
import dev.usher.fd.FileFacts;
import dev.usher.fd.FileIdentity;
import dev.usher.fd.SocketType;
import dev.usher.fd.UnixAddress;
import dev.usher.fd.UnixSocket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A seat that relieves another of its path: who is served by which, and what happens to the path. */
class TakeOverTest {
    private static final String TAKE_OVER = "take-over=On";

    @TempDir
    Path directory;

    private Path path() {
        return directory.resolve("seat.sock");
    }

    private Path beside() {
        return directory.resolve("seat.sock.new");
    }

    private FileIdentity identity() throws Exception {
        return FileFacts.ofPath(path().toString()).identity();
    }

    private static void awaitEnd(House first) throws Exception {
        first.seat.succeeded().get(30, TimeUnit.SECONDS);
    }

    @Test
    void handoffsAllThroughATakeOverAreServedByOneOrTheOther() throws Exception {
        try (House first = House.open(directory, "message-delay=5ms");
                Procession clients = Procession.begin(path(), 500)) {
            clients.awaitSent(250);
            try (House second = House.open(directory, "message-delay=5ms", TAKE_OVER)) {
                awaitEnd(first);
                clients.awaitSent(750);
                clients.stop();
                assertThat(clients.lost()).isEmpty();
                assertThat(second.seat.count(Count.CONNECTIONS)).isPositive();
                assertThat(first.seat.count(Count.CONNECTIONS)).isPositive();
            }
        }
    }

    @Test
    void streamsOfTheFirstRunToTheirEnd() throws Exception {
        try (House first = House.open(directory, "message-delay=50ms");
                Guest guest = first.guest("{}")) {
            String begin = guest.hearsUntil("\n\n");
            try (House _ = House.open(directory, "message-delay=0ms", TAKE_OVER)) {
                assertThat(first.seat.succeeded()).isNotDone();
                assertThat(begin + guest.hears()).contains("[DONE]");
                guest.goes();
                awaitEnd(first);
            }
        }
    }

    @Test
    void whoHadConnectedBeforeIsServedByTheFirst() throws Exception {
        try (House first = House.open(directory, "message-delay=0ms");
                Guest guest = Guest.arrive();
                UnixSocket door = Door.connect(path(), SocketType.SEQPACKET);
                House second = House.open(directory, "message-delay=0ms", TAKE_OVER)) {
            door.send(ByteBuffer.wrap("{}".getBytes(StandardCharsets.UTF_8)), guest.doorsEnd);
            guest.left();
            assertThat(guest.hears()).contains("[DONE]");
            guest.goes();
            assertThat(second.seat.count(Count.CONNECTIONS)).isZero();
            awaitEnd(first);
        }
    }

    @Test
    void whoHeldTheFileBeforeIsServedByTheFirst() throws Exception {
        Path held = directory.resolve("held.sock");
        try (House first = House.open(directory, "message-delay=1h", "drain-timeout=5s");
                Guest running = first.guest("{}")) {
            running.hearsUntil("\n\n");
            Files.createLink(held, path());
            try (House second = House.open(directory, "message-delay=0ms", TAKE_OVER);
                    Guest late = Guest.arrive()) {
                Door.handOver(held, late, "{\"prompt\":\"late\"}");
                assertThat(late.hearsUntil("You said: late.\n\n")).startsWith("HTTP/1.1 200");
                assertThat(second.seat.activeStreams()).isZero();
            }
        }
    }

    @Test
    void drainTimeoutBoundsTheFirst() throws Exception {
        try (House first = House.open(directory, "message-delay=1h", "drain-timeout=300ms");
                Guest guest = first.guest("{}")) {
            guest.hearsUntil("\n\n");
            try (House _ = House.open(directory, TAKE_OVER)) {
                assertThat(guest.hears()).contains("shutting_down").doesNotContain("[DONE]");
                guest.goes();
                awaitEnd(first);
            }
        }
    }

    @Test
    void theFirstLeavesThePathToItsSuccessor() throws Exception {
        try (House first = House.open(directory)) {
            FileIdentity before = identity();
            try (House second = House.open(directory, "message-delay=0ms", TAKE_OVER)) {
                FileIdentity after = identity();
                assertThat(after).isNotEqualTo(before);
                awaitEnd(first);
                first.stops();
                assertThat(identity()).isEqualTo(after);
                assertThat(second.exchange("{}")).contains("[DONE]");
            }
            assertThat(path()).doesNotExist();
        }
    }

    @Test
    void aSuccessorCanBeSucceeded() throws Exception {
        try (House first = House.open(directory);
                House second = House.open(directory, TAKE_OVER)) {
            awaitEnd(first);
            try (House third = House.open(directory, "message-delay=0ms", "socket-type=stream", TAKE_OVER)) {
                awaitEnd(second);
                try (Guest guest = Guest.arrive()) {
                    Door.handOver(third.path(), SocketType.STREAM, guest, "{}");
                    assertThat(guest.hears()).contains("[DONE]");
                }
            }
        }
    }

    @Test
    void theAdminPortGoesToTheSuccessor() throws Exception {
        try (House first = House.open(directory, "metrics-addr=127.0.0.1:0")) {
            int port = first.seat.adminAddress().orElseThrow().getPort();
            try (House second = House.open(directory, "metrics-addr=127.0.0.1:" + port, TAKE_OVER)) {
                assertThat(second.seat.adminAddress().orElseThrow().getPort()).isEqualTo(port);
                awaitEnd(first);
                assertThat(first.seat.adminAddress()).isEmpty();
            }
        }
    }

    @Test
    void whereNobodyServesItIsAStartLikeAnyOther() throws Exception {
        try (House house = House.open(directory, "message-delay=0ms", TAKE_OVER)) {
            assertThat(house.exchange("{}")).contains("[DONE]");
            assertThat(beside()).doesNotExist();
        }
    }

    @Test
    void whatATakeOverThatCrashedHasLeftIsReplaced() throws Exception {
        try (House first = House.open(directory);
                UnixSocket crashed = UnixSocket.open(SocketType.SEQPACKET)) {
            crashed.bind(UnixAddress.path(beside()));
            try (House second = House.open(directory, "message-delay=0ms", TAKE_OVER)) {
                assertThat(second.exchange("{}")).contains("[DONE]");
                assertThat(beside()).doesNotExist();
                awaitEnd(first);
            }
        }
    }

    @Test
    void aFileBesideThatIsNoSocketIsLeftAlone() throws Exception {
        Files.writeString(beside(), "precious");
        try (House first = House.open(directory, "message-delay=0ms")) {
            assertThatThrownBy(() -> House.open(directory, TAKE_OVER))
                    .isInstanceOf(StartException.class)
                    .hasMessageContaining(beside() + " exists but is not a socket");
            assertThat(first.exchange("{}")).contains("[DONE]");
        }
        assertThat(beside()).hasContent("precious");
    }

    @Test
    void aSuccessorThatCannotStartLeavesTheFirstInPlace() throws Exception {
        try (House first = House.open(directory, "message-delay=0ms")) {
            FileIdentity before = identity();
            assertThatThrownBy(() -> House.open(directory, TAKE_OVER, "metrics-addr=no-such-host.invalid:9"))
                    .isInstanceOf(StartException.class)
                    .hasMessageContaining("no-such-host.invalid");
            assertThat(identity()).isEqualTo(before);
            assertThat(beside()).doesNotExist();
            assertThat(first.exchange("{}")).contains("[DONE]");
        }
    }

    @Test
    void oneThatIsPreparedTakesNothingYet() throws Exception {
        try (House first = House.open(directory, "message-delay=0ms")) {
            FileIdentity before = identity();
            try (Seat prepared = Seat.prepare(path(), House.values(TAKE_OVER))) {
                assertThat(identity()).isEqualTo(before);
                assertThat(prepared.activeStreams()).isZero();
                assertThatThrownBy(() -> House.open(directory, TAKE_OVER)).hasMessageContaining("starting");
            }
            assertThat(beside()).doesNotExist();
            assertThat(first.exchange("{}")).contains("[DONE]");
        }
    }

    @Test
    void withoutTheSettingALiveSocketIsAnErrorThatNamesIt() throws Exception {
        try (House _ = House.open(directory)) {
            assertThatThrownBy(() -> House.open(directory)).hasMessageContaining("--take-over");
        }
    }
}
