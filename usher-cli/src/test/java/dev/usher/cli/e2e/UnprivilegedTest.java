package dev.usher.cli.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.usher.fd.SocketType;
import dev.usher.fd.UnixAddress;
import dev.usher.fd.UnixSocket;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** As nobody, with 256 descriptors (scripts/verify-unprivileged): what root never sees. */
@Tag("unprivileged")
class UnprivilegedTest {
    private static final int FEW_FILES = 128;

    @TempDir
    Path directory;

    private static void mode(Path path, String permissions) throws Exception {
        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(permissions));
    }

    @Test
    void whatMayNotBeReachedIs503AndTheLogNamesUserGroupAndMode() throws Exception {
        try (Stage stage = Stage.asPrinted(directory);
                UnixSocket locked = UnixSocket.open(SocketType.SEQPACKET)) {
            stage.script("to.php", "<?php header('X-Socket-Handoff: ' . $_GET['path']);");
            locked.bind(UnixAddress.path(stage.run().resolve("locked.sock")), 0);
            locked.listen(1);
            Path closed = Files.createDirectory(stage.run().resolve("closed"));
            mode(closed, "---------");
            for (String name : List.of("locked.sock", "closed/seat.sock")) {
                Answer answer = stage.get("/to.php?path=" + stage.run() + "/" + name);
                assertThat(answer.status()).as(answer + stage.usher().log()).isEqualTo(503);
                assertThat(answer.header("Retry-After")).isNotEmpty();
                stage.usher().awaitLog(name);
            }
            assertThat(stage.usher().log()).contains("EACCES", "uid", "gid", "mode");
            mode(closed, "rwx------");
        }
    }

    @Test
    void aDirectoryThatMayNotBeWrittenIsSaidByTheDaemon() throws Exception {
        Path closed = Files.createDirectory(directory.resolve("closed"));
        mode(closed, "r-xr-xr-x");
        try (UsherProcess daemon = UsherProcess.begin(
                directory,
                0,
                0,
                List.of("daemon", "--socket", closed.resolve("seat.sock").toString()))) {
            assertThat(daemon.exit(30)).isEqualTo(69);
            assertThat(daemon.log()).contains("this user may not write to " + closed);
        }
    }

    /** ATTACKS G5. */
    @Test
    void aDaemonOutOfDescriptorsAnswersEveryClient() throws Exception {
        Path socket = directory.resolve("seat.sock");
        List<Handed> clients = new ArrayList<>();
        try (UsherProcess daemon = UsherProcess.daemonWithFiles(FEW_FILES, socket, "--message-delay", "1h")) {
            daemon.awaitLog("MaxConnections 50000 is lowered to");
            for (int i = 0; i < 4; i++) { // each loop's thread starts with its first client
                try (Handed first = Handed.to(socket, "{}")) {
                    first.hearsUntil("\r\n\r\n");
                }
            }
            ProcessFacts base = daemon.facts();
            try {
                for (int i = 0; i < FEW_FILES; i++) {
                    clients.add(Handed.to(socket, "{}"));
                }
                int served = 0;
                for (Handed client : clients) {
                    String head = client.hearsUntil("\r\n\r\n");
                    assertThat(head).containsPattern("^HTTP/1.1 (200|503) ");
                    if (head.startsWith("HTTP/1.1 503 ")) {
                        assertThat(head).contains("\r\nRetry-After: ");
                    } else {
                        served++;
                    }
                }
                assertThat(served).isBetween(8, FEW_FILES - 20);
            } finally {
                for (Handed client : clients) {
                    client.close();
                }
            }
            ProcessFacts.awaitBase(daemon.pid(), base);
            try (Handed next = Handed.to(socket, "{}")) {
                assertThat(next.hearsUntil("\r\n\r\n")).startsWith("HTTP/1.1 200 ");
            }
        }
    }

    /** ATTACKS F2. The door has served nobody before: what it needs at the limit must be there already. */
    @Test
    void aDoorOutOfDescriptorsTurnsClientsAwayWithoutSpinningAndRecovers() throws Exception {
        Path site = Files.createDirectory(directory.resolve("site"));
        Files.writeString(site.resolve("x.txt"), "served");
        List<Visitor> visitors = new ArrayList<>();
        try (UsherProcess door = UsherProcess.run(
                directory, FEW_FILES, port -> "Listen 127.0.0.1:" + port + "\nDocumentRoot " + site + "\n")) {
            try {
                for (int i = 0; i < FEW_FILES; i++) {
                    visitors.add(Visitor.at(door.port()));
                }
                Waiting.until("one is told so", 5, () -> answered(visitors) != null);
                Answer answer = answered(visitors).hears();
                assertThat(answer.status()).isEqualTo(503);
                assertThat(answer.header("Retry-After")).isNotEmpty();
                Waiting.until("it rests, though more clients wait", 20, () -> rests(door));
            } finally {
                for (Visitor visitor : visitors) {
                    visitor.close();
                }
            }
            Waiting.until(
                    "it serves again",
                    5,
                    () -> Visitor.get(door.port(), "/x.txt").status() == 200);
            assertThat(Visitor.get(door.port(), "/x.txt").body()).isEqualTo("served");
        }
    }

    /** Whether a second passes in which the door takes less than a tenth of a core: one that spins takes all of one. */
    private static boolean rests(UsherProcess door) throws Exception {
        long before = door.cpuTicks();
        TimeUnit.SECONDS.sleep(1); // an interval over which idling is measured
        return door.cpuTicks() - before < 10;
    }

    private static Visitor answered(List<Visitor> visitors) throws IOException {
        for (Visitor visitor : visitors) {
            if (visitor.hasAnswer()) {
                return visitor;
            }
        }
        return null;
    }

    /** unix(7): more descriptors in flight than the sender may have open. Root is exempt. */
    @Test
    void tooManyClientsInFlightAreAnErrorAndNoneIsLost() throws Exception {
        try (Stage stage = Stage.asPrinted(directory)) {
            stage.handoff("good.php", "/srv/run/streaming-daemon.sock", "'{}'");
            fill(stage, stage.run().resolve("deaf.sock"));
            Waiting.until("it serves again", 5, () -> stage.get("/good.php").isWholeStream());
        }
    }

    /** Hands clients to a socket that nobody receives from, until the kernel takes no more. */
    private static void fill(Stage stage, Path path) throws Exception {
        try (UnixSocket deaf = UnixSocket.open(SocketType.SEQPACKET)) {
            deaf.bind(UnixAddress.path(path));
            deaf.listen(1000);
            stage.handoff("deaf.php", path.toString(), "'{}'");
            for (int i = 1; !refused(stage); i++) {
                assertThat(i).as("handed off without an error").isLessThan(400);
                askOnce(stage, i);
            }
        }
    }

    private static void askOnce(Stage stage, int handed) throws Exception {
        try (Visitor visitor = Visitor.at(stage.port()).asks("GET", "/deaf.php", "")) {
            Waiting.until("handed off or refused", 10, () -> handedOff(stage) >= handed || refused(stage));
            if (refused(stage)) {
                assertThat(visitor.hears().status()).isIn(500, 503);
            }
        }
    }

    private static long handedOff(Stage stage) throws Exception {
        return stage.usher()
                .log()
                .lines()
                .filter(line -> line.contains("handed off"))
                .count();
    }

    private static boolean refused(Stage stage) throws Exception {
        return stage.usher().says("ETOOMANYREFS");
    }
}
