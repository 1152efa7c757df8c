package dev.usher.server.handoff;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.usher.fd.ErrnoException;
import dev.usher.fd.FileFacts;
import dev.usher.fd.FileIdentity;
import dev.usher.fd.PathFd;
import dev.usher.fd.SocketType;
import dev.usher.fd.UnixAddress;
import dev.usher.fd.UnixSocket;
import dev.usher.handoff.SeatAddress.RefusedException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** ATTACKS G14 with real links: {@code run} is the prefix, {@code evil} is not. */
final class SeatPathTest {
    private static final int SWAPS = 2_000;

    @TempDir
    Path root;

    private Path run;
    private Path evil;
    private UnixSocket seat;
    private UnixSocket trap;

    @BeforeEach
    void makeBoth() throws Exception {
        root = root.toRealPath();
        run = Files.createDirectory(root.resolve("run"));
        evil = Files.createDirectory(root.resolve("run-evil"));
        seat = listen(run.resolve("seat"));
        trap = listen(evil.resolve("trap"));
    }

    @AfterEach
    void close() {
        seat.close();
        trap.close();
    }

    private static UnixSocket listen(Path path) throws ErrnoException {
        UnixSocket socket = UnixSocket.open(SocketType.SEQPACKET);
        socket.bind(UnixAddress.path(path));
        socket.listen(4);
        return socket;
    }

    private static FileIdentity opened(Path prefix, String path) throws Exception {
        try (PathFd file = SeatPath.ofHeader(latin1(path), prefix(prefix)).open()) {
            return file.facts().identity();
        }
    }

    private static AllowedPrefix prefix(Path prefix) {
        return new AllowedPrefix(prefix.toString());
    }

    /** The path's bytes as a header's value shows them. */
    private static String latin1(String path) {
        return new String(path.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
    }

    private void isTheSeat(Path prefix, String path) throws Exception {
        assertThat(opened(prefix, path))
                .isEqualTo(FileFacts.ofPath(run.resolve("seat").toString()).identity());
    }

    private void isRefused(Path prefix, String path) {
        assertThat(catchThrowableOfType(RefusedException.class, () -> opened(prefix, path))
                        .status())
                .isEqualTo(403);
    }

    private void isMissing(Path prefix, String path) {
        assertThat(catchThrowable(() -> opened(prefix, path))).isInstanceOf(ErrnoException.NotFound.class);
    }

    @Test
    void aSocketBelowThePrefixIsOpened() throws Exception {
        isTheSeat(run, run + "/seat");
        isTheSeat(run, run + "//./seat");
        isTheSeat(run, run + "/x/../seat");
        isTheSeat(root, run + "/seat");
        isTheSeat(Path.of("/"), run + "/seat");
    }

    @Test
    void outsideIsRefusedWhetherItExistsOrNot() {
        isRefused(run, evil + "/trap");
        isRefused(run, evil + "/nothing");
        isRefused(run, run + "/../run-evil/trap");
        isRefused(run, run + "/../nothing");
        isRefused(run, "/nothing/at/all");
        isRefused(run, root.toString());
        isRefused(run, "/");
    }

    @Test
    void aNameThatOnlyBeginsAsThePrefixIsOutside() {
        isRefused(run, run + "-evil/trap");
        isRefused(run, run + "-nothing");
    }

    @Test
    void insideButMissingIsNotFound() {
        isMissing(run, run + "/nothing");
        isMissing(run, run + "/no/directory");
        isMissing(run, run + "/seat/below-a-socket");
    }

    @Test
    void withoutThePrefixWhatIsInsideIsMissingAndTheRestRefused() {
        Path gone = root.resolve("gone");
        isMissing(gone, gone + "/seat");
        isRefused(gone, run + "/seat");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "seat", "./seat", "run/seat", "@abstract", "\u0000/run/seat", "~/seat"})
    void whatIsNoAbsolutePathIsRefused(String path) {
        isRefused(Path.of("/"), path);
    }

    @Test
    void aNulInThePathIsRefused() {
        isRefused(run, run + "/seat\u0000.png");
    }

    @Test
    void bytesThatAreNoUtf8AreRefused() {
        AllowedPrefix any = new AllowedPrefix("/");
        assertThat(catchThrowable(() -> SeatPath.ofHeader("/run/\u00ff", any).open()))
                .isInstanceOf(RefusedException.class);
    }

    @Test
    void aNameBeyondAsciiIsFound() throws Exception {
        try (UnixSocket _ = listen(run.resolve("s\u00e9at-\u5ea7"))) {
            assertThat(opened(run, run + "/s\u00e9at-\u5ea7"))
                    .isEqualTo(FileFacts.ofPath(run + "/s\u00e9at-\u5ea7").identity());
        }
    }

    @Test
    void aPathOfMoreThan107BytesIsOpened() throws Exception {
        Path deep = Files.createDirectories(run.resolve("d".repeat(120)).resolve("e".repeat(120)));
        try (UnixSocket _ = listen(deep.resolve("seat"))) {
            assertThat(opened(run, deep + "/seat"))
                    .isEqualTo(FileFacts.ofPath(deep + "/seat").identity());
        }
    }

    @Test
    void whatIsNoSocketIsRefused() throws Exception {
        Files.writeString(run.resolve("file"), "x");
        isRefused(run, run + "/file");
        isRefused(run, run.toString());
        Files.createDirectory(run.resolve("directory"));
        isRefused(run, run + "/directory");
    }

    @Test
    void aLinkOutOfThePrefixIsRefused() throws Exception {
        Files.createSymbolicLink(run.resolve("link"), evil.resolve("trap"));
        isRefused(run, run + "/link");
        Files.createSymbolicLink(run.resolve("directory"), evil);
        isRefused(run, run + "/directory/trap");
        Files.createSymbolicLink(run.resolve("up"), Path.of("../run-evil/trap"));
        isRefused(run, run + "/up");
    }

    @Test
    void aLinkIntoAProcessesDescriptorsIsRefused() throws Exception {
        Files.createSymbolicLink(
                run.resolve("fd"), Path.of("/proc/self/fd/" + trap.fd().number()));
        isRefused(run, run + "/fd");
    }

    @Test
    void aLinkWithinThePrefixIsFollowed() throws Exception {
        Files.createSymbolicLink(run.resolve("link"), Path.of("seat"));
        isTheSeat(run, run + "/link");
    }

    @Test
    void aLinkInALoopIsAnError() throws Exception {
        Files.createSymbolicLink(run.resolve("a"), Path.of("b"));
        Files.createSymbolicLink(run.resolve("b"), Path.of("a"));
        assertThat(catchThrowable(() -> opened(run, run + "/a")))
                .isInstanceOf(ErrnoException.class)
                .hasMessageContaining("ELOOP");
    }

    @Test
    void aPrefixThatIsALinkServesBothSpellings() throws Exception {
        Path link = Files.createSymbolicLink(root.resolve("var-run"), run);
        isTheSeat(link, link + "/seat");
        isTheSeat(link, run + "/seat");
        isRefused(link, evil + "/trap");
        isRefused(link, link + "/../run-evil/trap");
    }

    @Test
    void aPrefixThatIsALinkIsResolvedEachTime() throws Exception {
        Path link = Files.createSymbolicLink(root.resolve("var-run"), run);
        isTheSeat(link, link + "/seat");
        Files.delete(link);
        Files.createSymbolicLink(link, evil);
        isRefused(link, run + "/seat");
        assertThat(opened(link, link + "/trap"))
                .isEqualTo(FileFacts.ofPath(evil + "/trap").identity());
    }

    @Test
    void aDirectoryBelowIsNoWayOutByDots() throws Exception {
        Files.createSymbolicLink(run.resolve("directory"), evil);
        // As text it is run/seat, and as text it is opened: the kernel never walks through the link.
        isTheSeat(run, run + "/directory/../seat");
    }

    @Test
    void theFileThatWasOpenedIsConnectedToThoughItsNameIsGone() throws Exception {
        try (PathFd file = SeatPath.ofHeader(run + "/seat", prefix(run)).open();
                UnixSocket client = UnixSocket.open(SocketType.SEQPACKET)) {
            Files.delete(run.resolve("seat"));
            Files.createSymbolicLink(run.resolve("seat"), evil.resolve("trap"));
            client.connect(UnixAddress.through(file));
            try (UnixSocket accepted = seat.accept()) {
                assertThat(accepted).isNotNull();
            }
            assertThat(trap.accept()).isNull();
        }
    }

    /** One thread swaps the socket and a link that leads out, the other opens: it never gets hold of the trap. */
    @Test
    void aLinkSwappedBetweenCheckAndConnectNeverLeadsOut() throws Exception {
        FileIdentity outside = FileFacts.ofPath(evil + "/trap").identity();
        Path name = run.resolve("name");
        AtomicBoolean over = new AtomicBoolean();
        Thread swapper = Thread.ofPlatform().name("swapper").start(() -> swap(name, over));
        int seats = 0;
        int refused = 0;
        try {
            for (int i = 0; i < SWAPS || seats == 0 || refused == 0; i++) {
                assertThat(i).as("both outcomes are seen").isLessThan(100 * SWAPS);
                try (PathFd file =
                        SeatPath.ofHeader(name.toString(), prefix(run)).open()) {
                    assertThat(file.facts().identity()).isNotEqualTo(outside);
                    seats++;
                } catch (RefusedException _) {
                    refused++;
                } catch (ErrnoException.NotFound _) {
                    // between two swaps
                }
            }
        } finally {
            over.set(true);
            swapper.join();
        }
    }

    private void swap(Path name, AtomicBoolean over) {
        try {
            for (int i = 0; !over.get(); i++) {
                Path target = i % 2 == 0 ? evil.resolve("trap") : run.resolve("seat");
                Path next = Files.createSymbolicLink(run.resolve("next"), target);
                Files.move(next, name, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            }
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    @Test
    void theDefaultPrefixLeadsToRun() throws Exception {
        AllowedPrefix byDefault = HandoffSettings.PREFIX.defaultValue().orElseThrow();
        assertThat(byDefault.path()).isEqualTo("/var/run");
        assertThat(byDefault.resolved())
                .isEqualTo(Path.of("/var/run").toRealPath().toString());
    }
}
