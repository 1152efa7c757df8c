package dev.usher.daemon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.usher.daemon.receive.StartException;
import dev.usher.fd.Errno;
import dev.usher.fd.FailingCall;
import dev.usher.fd.FileFacts;
import dev.usher.fd.SocketType;
import dev.usher.fd.ThisProcess;
import dev.usher.fd.UnixAddress;
import dev.usher.fd.UnixSocket;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** ATTACKS G15 and REFERENCE A.3: what is at the socket's path when a seat starts, and when it stops. */
class StartTest {
    @TempDir
    Path directory;

    private Path path() {
        return directory.resolve("seat.sock");
    }

    @ParameterizedTest
    @EnumSource(names = {"SEQPACKET", "STREAM"})
    void aStaleSocketOfEitherTypeIsRemoved(SocketType type) throws Exception {
        try (UnixSocket stale = UnixSocket.open(type)) {
            stale.bind(UnixAddress.path(path()));
            stale.listen(1);
        }
        try (House house = House.open(directory, "message-delay=0ms")) {
            assertThat(house.exchange("{}")).contains("[DONE]");
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"SEQPACKET", "STREAM"})
    void aLiveSocketOfEitherTypeIsLeftAlone(SocketType type) throws Exception {
        try (UnixSocket live = UnixSocket.open(type)) {
            live.bind(UnixAddress.path(path()));
            live.listen(1);
            var before = FileFacts.ofPath(path().toString()).identity();
            assertThatThrownBy(() -> House.open(directory))
                    .isInstanceOf(StartException.class)
                    .hasMessageContaining("already in use");
            assertThat(FileFacts.ofPath(path().toString()).identity()).isEqualTo(before);
        }
    }

    @Test
    void aLiveSocketWithAFullBacklogIsLeftAlone() throws Exception {
        List<UnixSocket> queued = new ArrayList<>();
        try (UnixSocket live = UnixSocket.open(SocketType.SEQPACKET)) {
            live.bind(UnixAddress.path(path()));
            live.listen(0);
            queued.add(Door.connect(path(), SocketType.SEQPACKET));
            assertThatThrownBy(() -> House.open(directory)).hasMessageContaining("already in use");
        } finally {
            queued.forEach(UnixSocket::close);
        }
    }

    @Test
    void aStartThatFailsAfterBindLeavesNoFile() throws Exception {
        // The first listen is the start lock's.
        try (FailingCall listen = FailingCall.after(1, "listen", Errno.ENOMEM)) {
            assertThatThrownBy(() -> House.open(directory))
                    .isInstanceOf(StartException.class)
                    .hasMessageContaining(path().toString())
                    .hasMessageContaining("ENOMEM");
            assertThat(listen.happened()).isTrue();
        }
        assertThat(path()).doesNotExist();
    }

    @Test
    void aFileThatIsNoSocketIsLeftAlone() throws Exception {
        Files.writeString(path(), "precious");
        assertThatThrownBy(() -> House.open(directory))
                .isInstanceOf(StartException.class)
                .hasMessageContaining("exists but is not a socket");
        assertThat(path()).hasContent("precious");
    }

    @Test
    void aSymbolicLinkIsLeftAlone() throws Exception {
        Files.createSymbolicLink(path(), directory.resolve("elsewhere"));
        assertThatThrownBy(() -> House.open(directory)).hasMessageContaining("exists but is not a socket");
        assertThat(path()).isSymbolicLink();
    }

    @Test
    void aMissingDirectoryIsSaid() {
        assertThatThrownBy(() -> House.open(directory.resolve("missing")))
                .isInstanceOf(StartException.class)
                .hasMessageContaining("its directory does not exist");
    }

    @ParameterizedTest
    @ValueSource(strings = {"0660", "0600", "0666", "0777"})
    void theSocketsFileHasItsMode(String mode) throws Exception {
        try (House house = House.open(directory, "socket-mode=" + mode)) {
            assertThat(FileFacts.ofPath(house.path().toString()).mode()).isEqualTo(Integer.parseInt(mode, 8));
        }
    }

    @Test
    void theModeIs0660UnlessSaid() throws Exception {
        try (House house = House.open(directory)) {
            assertThat(FileFacts.ofPath(house.path().toString()).mode()).isEqualTo(0660);
        }
    }

    @Test
    void atTheEndTheSocketsFileIsGoneAndNothingElseIsLeft() throws Exception {
        House.open(directory).close();
        try (var files = Files.list(directory)) {
            assertThat(files).isEmpty();
        }
    }

    @Test
    void atTheEndAFileThatIsNoLongerOursStays() throws Exception {
        try (House house = House.open(directory)) {
            Files.delete(house.path());
            Files.writeString(house.path(), "another's");
        }
        assertThat(path()).hasContent("another's");
    }

    @Test
    void aPathLongerThanASocketAddressWorks() throws Exception {
        Path deep = Files.createDirectories(directory.resolve("d".repeat(60)).resolve("e".repeat(60)));
        try (House house = House.open(deep, "message-delay=0ms")) {
            assertThat(house.exchange("{}")).contains("[DONE]");
        }
    }

    @Test
    void ofSeveralThatStartAtOnceOneServes() throws Exception {
        try (UnixSocket stale = UnixSocket.open(SocketType.SEQPACKET)) {
            stale.bind(UnixAddress.path(path()));
        }
        AtomicInteger refused = new AtomicInteger();
        List<House> started = java.util.Collections.synchronizedList(new ArrayList<>());
        CountDownLatch go = new CountDownLatch(1);
        List<Thread> starters = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            starters.add(Thread.ofPlatform().start(() -> {
                try {
                    go.await();
                    started.add(House.open(directory, "message-delay=0ms", "event-loops=1"));
                } catch (IOException e) {
                    refused.incrementAndGet();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            }));
        }
        go.countDown();
        for (Thread starter : starters) {
            starter.join();
        }
        try {
            assertThat(started).hasSize(1);
            assertThat(refused).hasValue(5);
            assertThat(started.getFirst().exchange("{}")).contains("[DONE]");
        } finally {
            started.forEach(House::close);
        }
    }

    @Test
    void maxConnectionsThatNobodyAskedForIsLoweredWithANote() throws Exception {
        try (Logged logged = new Logged();
                House _ = House.open(directory)) {
            assertThat(logged.with("MaxConnections 50000 is lowered to"))
                    .allSatisfy(line -> assertThat(line).startsWith("INFO "))
                    .hasSize(isLowered(50_000) ? 1 : 0);
        }
    }

    @Test
    void maxConnectionsThatWasAskedForIsLoweredWithAWarning() throws Exception {
        try (Logged logged = new Logged();
                House house = House.open(directory, "max-connections=10000000")) {
            assertThat(logged.with("MaxConnections 10000000 is lowered to " + house.seat.maxConnections()))
                    .hasSize(isLowered(10_000_000) ? 1 : 0)
                    .allSatisfy(line -> assertThat(line).startsWith("WARN "));
        }
    }

    private static boolean isLowered(long wanted) throws Exception {
        long limit = ThisProcess.openFileLimit().soft();
        return limit >= 0 && limit < wanted;
    }
}
