package dev.usher.handoff;

import static org.assertj.core.api.Assertions.assertThat;

import dev.usher.fd.Errno;
import dev.usher.fd.FaultyCall;
import dev.usher.fd.FileFacts;
import dev.usher.fd.SocketType;
import dev.usher.fd.ThisProcess;
import dev.usher.fd.UnixAddress;
import dev.usher.fd.UnixSocket;
import dev.usher.handoff.OfferLimits.SocketChoice;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** From a path to a line, or to the reason why there is none. */
@Tag("transport")
final class SeatConnectorTest {
    @TempDir
    Path directory;

    private final OnLoop loop = new OnLoop();
    private final SeatConnector connector = new SeatConnector();

    @AfterEach
    void endLoop() {
        loop.close();
    }

    private CompletableFuture<SeatConnection> begin(SeatAddress seat, OfferLimits limits) throws Exception {
        CompletableFuture<SeatConnection> found = new CompletableFuture<>();
        loop.run(() -> connector.connect(loop.loop(), seat, limits, found::complete));
        return found;
    }

    private SeatConnection connect(SeatAddress seat, OfferLimits limits) throws Exception {
        return begin(seat, limits).get(OnLoop.PATIENCE_SECONDS, TimeUnit.SECONDS);
    }

    private void drop(SeatConnection line) throws Exception {
        loop.run(((SeatLine) line)::drop);
    }

    private OfferResult.Failed failed(SeatConnection connection, Errno errno) {
        assertThat(connection).isInstanceOf(OfferResult.Failed.class);
        OfferResult.Failed failed = (OfferResult.Failed) connection;
        assertThat(failed.errno()).isEqualTo(errno);
        assertThat(failed.beforeSend()).isTrue();
        assertThat(failed.detail()).contains(directory.resolve("seat").toString());
        return failed;
    }

    private Seats.At seat() {
        return new Seats.At(directory.resolve("seat"));
    }

    @ParameterizedTest
    @EnumSource(names = {"SEQPACKET", "STREAM"})
    void autoFindsASeatOfEitherType(SocketType type) throws Exception {
        try (UnixSocket _ = Seats.listen(directory.resolve("seat"), type, 4)) {
            for (int i = 0; i < 2; i++) {
                SeatConnection line = connect(seat(), Seats.limits(SocketChoice.AUTO));
                assertThat(((SeatLine) line).type()).isEqualTo(type);
                drop(line);
            }
        }
    }

    @Test
    void aStreamIsRememberedAndForgottenWhenASeqpacketListensThere() throws Exception {
        Path path = directory.resolve("seat");
        try (UnixSocket _ = Seats.listen(path, SocketType.STREAM, 4)) {
            drop(connect(seat(), Seats.limits(SocketChoice.AUTO)));
            assertThat(connector.typeOf(FileFacts.ofPath(path.toString()).identity()))
                    .isEqualTo(SocketType.STREAM);
        }
        Files.delete(path);
        try (UnixSocket _ = Seats.listen(path, SocketType.SEQPACKET, 4)) {
            // The new file may have got the old one's inode, or not: here it has.
            connector.remember(FileFacts.ofPath(path.toString()).identity(), SocketType.STREAM);
            SeatConnection line = connect(seat(), Seats.limits(SocketChoice.AUTO));
            assertThat(((SeatLine) line).type()).isEqualTo(SocketType.SEQPACKET);
            assertThat(connector.typeOf(FileFacts.ofPath(path.toString()).identity()))
                    .isEqualTo(SocketType.SEQPACKET);
            drop(line);
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"SEQPACKET", "STREAM"})
    void anotherTypeThanConfiguredIsEprototype(SocketType listening) throws Exception {
        SocketChoice other = listening == SocketType.STREAM ? SocketChoice.SEQPACKET : SocketChoice.STREAM;
        try (UnixSocket _ = Seats.listen(directory.resolve("seat"), listening, 4)) {
            OfferResult.Failed failed = failed(connect(seat(), Seats.limits(other)), Errno.EPROTOTYPE);
            assertThat(failed.detail()).contains("of another type than " + other);
        }
    }

    @Test
    void aDatagramSocketIsEprototype() throws Exception {
        try (UnixSocket _ = Seats.listen(directory.resolve("seat"), SocketType.DGRAM, 0)) {
            failed(connect(seat(), Seats.limits(SocketChoice.AUTO)), Errno.EPROTOTYPE);
        }
    }

    @Test
    void aMissingSeatIsTriedThreeTimesAfterTenAndTwentyMillis() throws Exception {
        Seats.At seat = seat();
        failed(connect(seat, Seats.limits(SocketChoice.AUTO)), Errno.ENOENT);
        assertThat(seat.opened()).hasSize(3);
        assertThat(seat.gapMillis(0)).isGreaterThanOrEqualTo(10);
        assertThat(seat.gapMillis(1)).isGreaterThanOrEqualTo(20);
        assertThat(connector.waiting(seat.path())).isZero();
    }

    @Test
    void triesEndWithTheConnectTimeoutHoweverManyAreAllowed() throws Exception {
        Seats.At seat = seat();
        OfferLimits many = new OfferLimits(100, 60, 10, SocketChoice.AUTO, _ -> true, _ -> true);
        failed(connect(seat, many), Errno.ENOENT);
        assertThat(seat.opened()).hasSizeBetween(2, 4); // at 0, 10, 30 and 70 ms, and not at 150 ms
    }

    @Test
    void aStaleSocketIsTriedAgainToo() throws Exception {
        Seats.listen(directory.resolve("seat"), SocketType.SEQPACKET, 4).close();
        Seats.At seat = seat();
        failed(connect(seat, Seats.limits(SocketChoice.AUTO)), Errno.ECONNREFUSED);
        assertThat(seat.opened()).hasSize(3);
    }

    @Test
    void withoutRetriesAMissingSeatFailsAtOnce() throws Exception {
        Seats.At seat = seat();
        OfferLimits once = new OfferLimits(60, 60, 0, SocketChoice.AUTO, _ -> true, _ -> true);
        failed(connect(seat, once), Errno.ENOENT);
        assertThat(seat.opened()).hasSize(1);
    }

    @Test
    void aSeatThatComesBackMeanwhileIsFound() throws Exception {
        Seats.At seat = seat();
        OfferLimits patient = new OfferLimits(60, 60, 10, SocketChoice.AUTO, _ -> true, _ -> true);
        CompletableFuture<SeatConnection> found = begin(seat, patient);
        Seats.until(() -> seat.opened().size() >= 2);
        try (UnixSocket _ = Seats.listen(directory.resolve("seat"), SocketType.SEQPACKET, 4)) {
            drop(found.get(OnLoop.PATIENCE_SECONDS, TimeUnit.SECONDS));
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"SEQPACKET", "STREAM"})
    void aFullBacklogIsWaitedForUntilSomebodyAccepts(SocketType type) throws Exception {
        Seats.At seat = seat();
        try (UnixSocket listener = Seats.listen(directory.resolve("seat"), type, 0);
                UnixSocket first = UnixSocket.open(type)) {
            first.connect(UnixAddress.path(directory.resolve("seat")));
            OfferLimits patient = new OfferLimits(10_000, 60, 2, SocketChoice.AUTO, _ -> true, _ -> true);
            CompletableFuture<SeatConnection> found = begin(seat, patient);
            Seats.until(() -> seat.opened().size() >= 5); // more often than a missing seat is tried
            assertThat(found).isNotDone();
            assertThat(loop.call(() -> connector.waiting(seat.path()))).isEqualTo(1); // between two tries it is 0
            try (UnixSocket _ = listener.accept()) {
                drop(found.get(OnLoop.PATIENCE_SECONDS, TimeUnit.SECONDS));
            }
        }
        assertThat(connector.waiting(seat.path())).isZero();
    }

    @Test
    void aBacklogThatStaysFullFailsAtTheConnectTimeout() throws Exception {
        try (UnixSocket _ = Seats.listen(directory.resolve("seat"), SocketType.SEQPACKET, 0);
                UnixSocket first = UnixSocket.open(SocketType.SEQPACKET)) {
            first.connect(UnixAddress.path(directory.resolve("seat")));
            long start = System.nanoTime();
            OfferResult.Failed failed = failed(connect(seat(), Seats.limits(SocketChoice.AUTO)), Errno.EAGAIN);
            assertThat(System.nanoTime() - start).isGreaterThanOrEqualTo(TimeUnit.MILLISECONDS.toNanos(60));
            assertThat(failed.call()).isEqualTo("connect");
        }
    }

    @Test
    void twoHundredFiftySixWaitAndTheNextFailsAtOnce() throws Exception {
        Seats.At seat = seat();
        OfferLimits patient = new OfferLimits(60, 60, 10, SocketChoice.AUTO, _ -> true, _ -> true);
        List<SeatAttempt> waiting = new ArrayList<>();
        CompletableFuture<SeatConnection> oneMore = new CompletableFuture<>();
        loop.run(() -> {
            for (int i = 0; i < SeatConnector.WAITING_MAX; i++) {
                waiting.add(connector.connect(loop.loop(), seat, patient, _ -> {}));
            }
            connector.connect(loop.loop(), seat, patient, oneMore::complete);
            waiting.forEach(SeatAttempt::cancel);
        });
        assertThat(failed(oneMore.getNow(null), Errno.ENOENT).detail()).contains("256 handoffs wait for it already");
        assertThat(connector.waiting(seat.path())).isZero();
    }

    @Test
    void aCancelledAttemptTriesNoMoreAndTellsNobody() throws Exception {
        Seats.At seat = seat();
        CompletableFuture<SeatConnection> found = new CompletableFuture<>();
        loop.run(() -> {
            SeatAttempt attempt =
                    connector.connect(loop.loop(), seat, Seats.limits(SocketChoice.AUTO), found::complete);
            attempt.cancel();
            attempt.cancel();
            assertThat(loop.loop().wheel().size()).isZero();
        });
        assertThat(seat.opened()).hasSize(1);
        assertThat(found).isNotDone();
        assertThat(connector.waiting(seat.path())).isZero();
    }

    @Test
    void aRefusedPathIsNotTriedAgain() throws Exception {
        SeatAddress refused = new SeatAddress() {
            @Override
            public String path() {
                return "/elsewhere";
            }

            @Override
            public dev.usher.fd.PathFd open() throws RefusedException {
                throw new RefusedException(403, "/elsewhere is outside");
            }
        };
        assertThat(connect(refused, Seats.limits(SocketChoice.AUTO)))
                .isEqualTo(new OfferResult.Refused(403, 0, "/elsewhere is outside"));
    }

    @Test
    void aStreamOfAUserNotNamedIsRefusedUnlessTheTypeIsSaid() throws Exception {
        try (UnixSocket _ = Seats.listen(directory.resolve("seat"), SocketType.STREAM, 4)) {
            OfferLimits auto = new OfferLimits(60, 60, 2, SocketChoice.AUTO, _ -> true, _ -> false);
            assertThat(connect(seat(), auto)).isInstanceOfSatisfying(OfferResult.Refused.class, refused -> {
                assertThat(refused.status()).isEqualTo(403);
                assertThat(refused.reason()).contains("SOCK_STREAM socket of uid " + ThisProcess.effectiveUid());
            });
            OfferLimits stream = new OfferLimits(60, 60, 2, SocketChoice.STREAM, _ -> true, _ -> false);
            drop(connect(seat(), stream));
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"SEQPACKET", "STREAM"})
    void aSeatOfAUserNotAllowedIsRefusedWhateverItsType(SocketType type) throws Exception {
        try (UnixSocket _ = Seats.listen(directory.resolve("seat"), type, 4)) {
            OfferLimits nobody = new OfferLimits(60, 60, 2, SocketChoice.AUTO, _ -> false, _ -> true);
            assertThat(connect(seat(), nobody))
                    .isInstanceOfSatisfying(
                            OfferResult.Refused.class,
                            refused -> assertThat(refused.status()).isEqualTo(403));
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"EMFILE", "ENFILE"})
    void noDescriptorForTheWayIsNamed(Errno errno) throws Exception {
        try (UnixSocket _ = Seats.listen(directory.resolve("seat"), SocketType.SEQPACKET, 4);
                FaultyCall _ = FaultyCall.failing("openat", errno, 1)) {
            failed(connect(seat(), Seats.limits(SocketChoice.AUTO)), errno);
        }
    }

    @Test
    void eaccesNamesUserGroupAndMode() throws Exception {
        try (UnixSocket _ = Seats.listen(directory.resolve("seat"), SocketType.SEQPACKET, 4);
                FaultyCall _ = FaultyCall.failing("connect", Errno.EACCES, 1)) {
            Files.setPosixFilePermissions(directory.resolve("seat"), PosixFilePermissions.fromString("rw-r-----"));
            requirePermissions(connect(seat(), Seats.limits(SocketChoice.AUTO)), "0640");
        }
    }

    @Test
    @Tag("unprivileged")
    void eaccesOfTheKernelNamesUserGroupAndMode() throws Exception {
        try (UnixSocket _ = Seats.listen(directory.resolve("seat"), SocketType.SEQPACKET, 4)) {
            Files.setPosixFilePermissions(directory.resolve("seat"), PosixFilePermissions.fromString("r--------"));
            Seats.At seat = seat();
            requirePermissions(connect(seat, Seats.limits(SocketChoice.AUTO)), "0400");
            assertThat(seat.opened()).hasSize(1);
        }
    }

    private void requirePermissions(SeatConnection connection, String mode) {
        String mine = "uid " + ThisProcess.effectiveUid() + ", gid " + ThisProcess.effectiveGid();
        assertThat(failed(connection, Errno.EACCES).detail())
                .contains("the socket belongs to " + mine + " and has mode " + mode)
                .contains("this process runs as " + mine);
    }

    @Test
    void limitsOutOfRangeAreRefused() {
        assertThat(org.assertj.core.api.Assertions.catchThrowable(
                        () -> new OfferLimits(0, 60, 2, SocketChoice.AUTO, _ -> true, _ -> true)))
                .hasMessage("connectTimeoutMillis must be between 1 and 60000: 0");
        assertThat(org.assertj.core.api.Assertions.catchThrowable(
                        () -> new OfferLimits(1, 60_001, 2, SocketChoice.AUTO, _ -> true, _ -> true)))
                .hasMessage("sendTimeoutMillis must be between 1 and 60000: 60001");
        assertThat(org.assertj.core.api.Assertions.catchThrowable(
                        () -> new OfferLimits(1, 1, 11, SocketChoice.AUTO, _ -> true, _ -> true)))
                .hasMessage("maxRetries must be between 0 and 10: 11");
    }
}
