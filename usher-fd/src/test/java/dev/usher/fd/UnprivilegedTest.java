package dev.usher.fd;

import static dev.usher.fd.UnixSocketTest.bytes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What root never sees: permissions, the limit of descriptors in flight, and a process with none left. */
@Tag("unprivileged")
final class UnprivilegedTest {
    private static final int ALL_FREE = -1;

    @TempDir
    Path directory;

    /** Also loads every class these tests need, since without descriptors no class file can be opened. */
    @BeforeAll
    static void anOrdinaryUserWithFewDescriptors() throws Exception {
        assertThat(ThisProcess.effectiveUid()).as("run as an ordinary user").isNotZero();
        assertThat(ThisProcess.openFileLimit().hard())
                .as("run under prlimit --nofile=256")
                .isLessThanOrEqualTo(256);
        receivedWith(3, ALL_FREE);
        receivedWith(3, 1);
        receivedWith(3, 0);
        ErrnoException warm = ErrnoException.of("socket", Errno.EMFILE.number(), null);
        assertThatThrownBy(() -> throwing(warm)).isInstanceOf(ErrnoException.NoDescriptorsLeft.class);
    }

    private static void throwing(ErrnoException e) throws ErrnoException {
        throw e;
    }

    /** What a receiver sees that has so many numbers free. */
    private static Seen receivedWith(int sent, int free) throws Exception {
        List<ReserveFd> all = new ArrayList<>();
        try (UnixSocket.Pair wire = UnixSocket.pair(SocketType.SEQPACKET);
                UnixSocket.Pair client = UnixSocket.pair(SocketType.STREAM)) {
            Fd[] descriptors = new Fd[sent];
            Arrays.fill(descriptors, client.left().fd());
            wire.left().send(bytes("hello"), descriptors);
            ByteBuffer into = ByteBuffer.allocateDirect(64);
            Seen seen;
            client.left().close();
            fill(all, free);
            try (Received r = wire.right().receive(into, 3)) {
                seen = new Seen(r.bytes(), r.count(), r.controlTruncated(), false);
            } finally {
                all.forEach(ReserveFd::close);
                all.clear();
            }
            try (Received end = client.right().receive(into.clear(), 0)) {
                return new Seen(seen.bytes, seen.count, seen.truncated, end.bytes() == 0);
            }
        } finally {
            all.forEach(ReserveFd::close);
        }
    }

    private record Seen(int bytes, int count, boolean truncated, boolean clientAtItsEnd) {}

    /** Takes all descriptor numbers but so many. */
    private static void fill(List<ReserveFd> all, int free) throws ErrnoException {
        if (free == ALL_FREE) {
            return;
        }
        try {
            while (all.size() < 1000) {
                all.add(ReserveFd.hold());
            }
        } catch (ErrnoException.NoDescriptorsLeft full) {
            for (int i = 0; i < free; i++) {
                all.removeLast().close();
            }
        }
    }

    @Test
    void withOneNumberFreeOneOfThreeDescriptorsComesAndCtruncTells() throws Exception {
        assertThat(receivedWith(3, 1)).isEqualTo(new Seen(5, 1, true, true));
    }

    @Test
    void withNoNumberFreeTheDataComesTheDescriptorIsLostAndTheClientIsAtItsEnd() throws Exception {
        assertThat(receivedWith(1, 0)).isEqualTo(new Seen(5, 0, true, true));
    }

    @Test
    void withAReserveSpentBeforehandTheDescriptorComes() throws Exception {
        assertThat(receivedWith(1, 1)).isEqualTo(new Seen(5, 1, false, true));
    }

    @Test
    void withNoNumberFreeNothingCanBeOpenedAndAConnectionStaysInTheQueue() throws Exception {
        UnixAddress address = UnixAddress.path(directory.resolve("s"));
        List<ReserveFd> all = new ArrayList<>();
        try (UnixSocket listener = UnixSocket.open(SocketType.SEQPACKET);
                UnixSocket client = UnixSocket.open(SocketType.SEQPACKET)) {
            listener.bind(address);
            listener.listen(1);
            client.connect(address);
            Throwable accepting = null;
            Throwable opening = null;
            fill(all, 0);
            try {
                opening = thrown(() -> UnixSocket.open(SocketType.STREAM));
                accepting = thrown(listener::accept);
            } finally {
                all.forEach(ReserveFd::close);
            }
            assertThat(opening).isInstanceOf(ErrnoException.NoDescriptorsLeft.class);
            assertThat(accepting).isInstanceOf(ErrnoException.NoDescriptorsLeft.class);
            try (UnixSocket accepted = listener.accept()) {
                assertThat(accepted).isNotNull();
            }
        }
    }

    private interface Call {
        Object run() throws Exception;
    }

    private static Throwable thrown(Call call) {
        try {
            return new AssertionError("gave " + call.run());
        } catch (Exception e) {
            return e;
        }
    }

    @Test
    void descriptorsInFlightBeyondTheLimitAreEtoomanyrefs() throws Exception {
        long limit = ThisProcess.openFileLimit().soft();
        try (UnixSocket.Pair wire = UnixSocket.pair(SocketType.SEQPACKET)) {
            int inFlight = 0;
            Throwable refused = null;
            while (refused == null && inFlight <= 2 * limit) {
                try {
                    // Two a message: by their bookkeeping the queue is full at some 170 messages.
                    wire.right().send(bytes("x"), wire.left().fd(), wire.left().fd());
                    inFlight += 2;
                } catch (ErrnoException e) {
                    refused = e;
                }
            }
            assertThat(refused).isInstanceOf(ErrnoException.TooManyInFlight.class);
            assertThat((long) inFlight).isBetween(limit, limit + 4);
            try (Received r = wire.left().receive(ByteBuffer.allocate(9), 2)) {
                assertThat(r.count()).isEqualTo(2);
            }
        }
    }

    @Test
    void aSocketWithoutPermissionIsEaccesAndNamesThePath() throws Exception {
        UnixAddress address = UnixAddress.path(directory.resolve("s"));
        try (UnixSocket listener = UnixSocket.open(SocketType.STREAM);
                UnixSocket client = UnixSocket.open(SocketType.STREAM)) {
            listener.bind(address, 0);
            listener.listen(1);
            assertThatThrownBy(() -> client.connect(address))
                    .isInstanceOf(ErrnoException.Denied.class)
                    .hasMessage("connect(" + address.text() + "): EACCES (Permission denied)");
        }
    }

    @Test
    void aDirectoryWithoutPermissionIsEaccesForBindAndOpen() throws Exception {
        Path closed = Files.createDirectory(directory.resolve("closed"));
        assertThat(closed.toFile().setExecutable(false, false)).isTrue();
        try (UnixSocket socket = UnixSocket.open(SocketType.STREAM)) {
            UnixAddress address = UnixAddress.path(closed.resolve("s"));
            assertThatThrownBy(() -> socket.bind(address)).isInstanceOf(ErrnoException.Denied.class);
            assertThatThrownBy(() -> PathFd.open(address.text())).isInstanceOf(ErrnoException.Denied.class);
        } finally {
            assertThat(closed.toFile().setExecutable(true, true)).isTrue();
        }
    }

    @Test
    void theHardLimitCannotBeRaised() throws Exception {
        OpenFileLimit now = ThisProcess.openFileLimit();
        assertThatThrownBy(() -> ThisProcess.setOpenFileLimit(new OpenFileLimit(now.soft(), now.hard() + 1)))
                .isInstanceOf(ErrnoException.Denied.class);
    }
}
