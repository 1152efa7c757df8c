package dev.usher.handoff;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.usher.fd.Errno;
import dev.usher.fd.ErrnoException;
import dev.usher.fd.FaultyCall;
import dev.usher.fd.Received;
import dev.usher.fd.SocketType;
import dev.usher.fd.UnixSocket;
import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** How long senders may take, how many there may be, and what becomes of them where there is no room: both socket types. */
final class HandoffSendersTest extends HandoffListenerCase {
    @ParameterizedTest
    @EnumSource(names = {"SEQPACKET", "STREAM"})
    void aSenderThatClosesWithoutAMessageIsRefused(SocketType type) throws Exception {
        listen(type);
        sender(type).close();
        sink.nextIsRefused(Refusal.EMPTY);
    }

    @ParameterizedTest
    @EnumSource(names = {"SEQPACKET", "STREAM"})
    void aSilentSenderIsLeftAfterItsTime(SocketType type) throws Exception {
        listen(type, limits(60, 10, 16, _ -> true));
        long start = System.nanoTime();
        try (UnixSocket silent = sender(type)) {
            sink.nextIsRefused(Refusal.SILENT);
            assertThat(System.nanoTime() - start).isGreaterThanOrEqualTo(60_000_000);
            assertThat(whatComes(silent)).isZero();
        }
    }

    /** How many bytes come, 0 for the end. Waited for: the sink is told first, and a ring lets go after its loop's turn. */
    private static int whatComes(UnixSocket socket) throws Exception {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(OnLoop.PATIENCE_SECONDS);
        while (true) {
            try (Received received = socket.receive(ByteBuffer.allocate(1), 0)) {
                if (received.bytes() >= 0 || System.nanoTime() > deadline) {
                    return received.bytes();
                }
            }
            LockSupport.parkNanos(1_000_000);
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"SEQPACKET", "STREAM"})
    void theClientOfASenderWhoMayNotHandOffIsReceivedToBeToldSo(SocketType type) throws Exception {
        listen(type, limits(5_000, 100, 16, _ -> false));
        hand(type, "{\"prompt\":\"secret\"}", client.left().fd());
        RecordingSink.Event event = sink.next();
        assertThat(event.kind()).isEqualTo("unusable");
        assertThat(event.why()).isEqualTo(Refusal.SENDER);
        assertThat(event.text()).startsWith("uid ").contains("may not hand off").doesNotContain("secret");
        assertThat(sink.isQuiet()).isTrue();
        assertThat(senders()).isZero();
    }

    @ParameterizedTest
    @EnumSource(names = {"SEQPACKET", "STREAM"})
    void aSenderWhoMayNotHandOffAndStaysSilentHasTheSameTime(SocketType type) throws Exception {
        listen(type, limits(50, 100, 16, _ -> false));
        try (UnixSocket _ = sender(type)) {
            sink.nextIsRefused(Refusal.SENDER);
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"SEQPACKET", "STREAM"})
    void whatASenderWhoMayNotHandOffBringsWithTwoDescriptorsIsClosed(SocketType type) throws Exception {
        listen(type, limits(5_000, 100, 16, _ -> false));
        hand(type, "{}", client.left().fd(), client.left().fd());
        sink.nextIsRefused(Refusal.SENDER);
    }

    @ParameterizedTest
    @EnumSource(names = {"SEQPACKET", "STREAM"})
    void aSenderWhoMayNotHandOffAndBringsNoClientIsRefused(SocketType type) throws Exception {
        listen(type, limits(5_000, 100, 16, _ -> false));
        hand(type, "{}");
        sink.nextIsRefused(Refusal.SENDER);
    }

    @ParameterizedTest
    @EnumSource(names = {"SEQPACKET", "STREAM"})
    void theOldestSilentSenderGivesItsPlaceToTheNext(SocketType type) throws Exception {
        listen(type, limits(60_000, 100, 2, _ -> true));
        try (UnixSocket _ = sender(type);
                UnixSocket _ = sender(type)) {
            hand(type, "{}", client.left().fd());
            sink.nextIsRefused(Refusal.SILENT);
            sink.nextIs("received", "{}");
            assertThat(senders()).isEqualTo(1);
        }
        sink.nextIsRefused(Refusal.EMPTY);
    }

    /** A busy loop hears of the next sender before it hears of what the silent one has said meanwhile. */
    @ParameterizedTest
    @EnumSource(names = {"SEQPACKET", "STREAM"})
    void whatASilentSenderSaysAtTheLastMomentIsHeard(SocketType type) throws Exception {
        listen(type, limits(60_000, 100, 1, _ -> true));
        try (UnixSocket silent = sender(type)) {
            long accepted = System.nanoTime();
            Seats.until(() -> System.nanoTime() - accepted > 2_000_000L * HandoffListener.GRACE_MILLIS);
            assertThat(senders()).isEqualTo(1);
            loop.run(() -> {
                hand(type, "[]", client.left().fd());
                silent.send(Seats.bytes("{}"), client.left().fd());
            });
            sink.nextIs("received", "{}");
            sink.nextIs("received", "[]");
        }
    }

    @Test
    void aSenderThatHasBegunKeepsItsPlaceAndTheNextWaitsInTheKernelsQueue() throws Exception {
        listen(SocketType.STREAM, limits(400, 5_000, 1, _ -> true));
        try (UnixSocket begun = sender(SocketType.STREAM)) {
            begun.send(Seats.bytes("{"), client.left().fd());
            hand(SocketType.STREAM, "{}", client.left().fd());
            assertThat(sink.next().kind()).isEqualTo("unusable");
            sink.nextIs("received", "{}");
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"SEQPACKET", "STREAM"})
    void withoutRoomSilentSendersDelayTheNextByAMomentOnly(SocketType type) throws Exception {
        listen(type, limits(60_000, 100, 16, _ -> true));
        sink.room(false);
        try (UnixSocket _ = sender(type);
                UnixSocket _ = sender(type);
                UnixSocket _ = sender(type)) {
            hand(type, "{}", client.left().fd());
            for (int i = 0; i < 3; i++) {
                sink.nextIsRefused(Refusal.SILENT);
            }
            sink.nextIs("overflow", "");
        }
    }

    /** Another part of the process took the number that this one's count knows to be free. */
    @ParameterizedTest
    @EnumSource(names = {"SEQPACKET", "STREAM"})
    void aClientThatTakesTheLastNumberOverflowsThoughTheSinkHasRoom(SocketType type) throws Exception {
        listen(type);
        try (FaultyCall _ = FaultyCall.failing("openat", Errno.EMFILE, 1)) {
            loop.run(() -> hand(type, "{}", client.left().fd())); // it is there when its sender is accepted
            sink.nextIs("overflow", "");
        }
        hand(type, "{}", client.left().fd());
        sink.nextIs("received", "{}");
    }

    @ParameterizedTest
    @EnumSource(names = {"SEQPACKET", "STREAM"})
    void aMessageStaysInTheKernelWhileNoNumberIsFreeForItsClient(SocketType type) throws Exception {
        listen(type);
        try (FaultyCall refills = FaultyCall.failing("openat", Errno.EMFILE, 40);
                UnixSocket _ = sender(type);
                UnixSocket sender = sender(type)) {
            Seats.until(() -> senders() == 2); // nothing was there yet, and the numbers spent are another's now
            hand(sender);
            int before = refills.left();
            Seats.until(() -> refills.left() < before - 3); // it is looked for again and again
            assertThat(sink.isQuiet()).isTrue();
            sink.nextIs("overflow", "");
            assertThat(refills.left()).isZero();
        }
        sink.nextIsRefused(Refusal.EMPTY);
    }

    /** A hang-up is reported in every turn of a loop that watches for anything at all. */
    @Test
    void aSenderThatHasGoneWhileNoNumberIsFreeKeepsNoLoopBusy() throws Exception {
        listen(SocketType.SEQPACKET);
        FaultyCall refills = FaultyCall.failing("openat", Errno.EMFILE, 1_000_000);
        try (UnixSocket _ = sender(SocketType.SEQPACKET)) {
            try (refills;
                    UnixSocket sender = sender(SocketType.SEQPACKET)) {
                Seats.until(() -> senders() == 2);
                hand(sender);
                sender.close();
                int before = refills.left();
                long from = System.nanoTime();
                Seats.until(() -> System.nanoTime() - from > 300_000_000);
                assertThat(before - refills.left()).isBetween(2, 60);
            }
            sink.nextIs("overflow", "");
        }
        sink.nextIsRefused(Refusal.EMPTY);
    }

    @ParameterizedTest
    @EnumSource(names = {"SEQPACKET", "STREAM"})
    void aDrainLosesNobodyWhoseConnectSucceeded(SocketType type) throws Exception {
        listen(type);
        loop.run(() -> {
            hand(type, "{}", client.left().fd());
            hand(type, "[]", client.left().fd());
            listener.drain();
        });
        sink.nextIs("received", "{}");
        sink.nextIs("received", "[]");
        assertThat(loop.call(listener::isAccepting)).isFalse();
        assertThatThrownBy(() -> sender(type).close()).isInstanceOf(ErrnoException.Refused.class);
    }

    @Test
    void aSenderThatWasAcceptedBeforeADrainMaySpeakAfterIt() throws Exception {
        listen(SocketType.SEQPACKET);
        try (UnixSocket sender = sender(SocketType.SEQPACKET)) {
            Seats.until(() -> senders() == 1);
            loop.run(listener::drain);
            sender.send(Seats.bytes("{}"), client.left().fd());
            sink.nextIs("received", "{}");
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"SEQPACKET", "STREAM"})
    void withoutRoomTheClientOverflowsAndTheNextIsTakenAgain(SocketType type) throws Exception {
        listen(type);
        sink.room(false);
        hand(type, "{}", client.left().fd());
        sink.nextIs("overflow", "");
        sink.room(true);
        hand(type, "{}", client.left().fd());
        sink.nextIs("received", "{}");
        sink.room(false);
        hand(type, "{}", client.left().fd());
        sink.nextIs("overflow", "");
    }

    @ParameterizedTest
    @EnumSource(names = {"SEQPACKET", "STREAM"})
    void whereTheKernelHasNoNumberForTheSenderItsClientTakesTheReserve(SocketType type) throws Exception {
        listen(type);
        try (FaultyCall _ = FaultyCall.failing("accept4", Errno.EMFILE, 1)) {
            hand(type, "{}", client.left().fd());
            sink.nextIs("overflow", "");
        }
        hand(type, "{}", client.left().fd());
        sink.nextIs("received", "{}");
    }

    @Test
    void whereEvenTheReserveDoesNotHelpTheSenderIsAcceptedLater() throws Exception {
        listen(SocketType.SEQPACKET);
        try (FaultyCall _ = FaultyCall.failing("accept4", Errno.EMFILE, 2)) {
            hand(SocketType.SEQPACKET, "{}", client.left().fd());
            sink.nextIs("received", "{}");
        }
    }

    @Test
    void shuttingClosesSendersThatAreNotDone() throws Exception {
        listen(SocketType.STREAM);
        try (UnixSocket sender = sender(SocketType.STREAM)) {
            sender.send(Seats.bytes("{"), client.left().fd());
            Seats.until(() -> senders() == 1);
            loop.run(listener::shut);
            assertThat(told()).isEqualTo('\0');
            assertThat(senders()).isZero();
        }
    }
}
