package dev.usher.server.handler;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.usher.fd.ThisProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whose sources are compiled. The folder of temporary files above all of these is sticky and root's. */
class SourceTrustTest {
    private final SourceTrust trust = new SourceTrust(ThisProcess.effectiveUid());

    @TempDir
    Path temp;

    private Path folder;
    private Path source;

    @BeforeEach
    void makeSource() throws IOException {
        temp = temp.toRealPath();
        folder = Files.createDirectory(temp.resolve("handlers"));
        source = Files.writeString(folder.resolve("Echo.java"), "class Echo {}");
        mode(folder, "rwxr-xr-x");
        mode(source, "rw-r--r--");
    }

    private static void mode(Path path, String mode) throws IOException {
        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(mode));
    }

    private void isTrusted(Path path) {
        assertThatCode(() -> trust.require(path)).doesNotThrowAnyException();
    }

    private void isRefused(Path path, Path because, String mode) {
        assertThatThrownBy(() -> trust.require(path))
                .isInstanceOf(HandlerException.class)
                .hasMessageStartingWith(because + " (owner uid " + ThisProcess.effectiveUid() + ", mode " + mode + ")")
                .hasMessageContaining("may be changed by others than root and the server's user")
                .hasMessageEndingWith("chmod go-w " + because);
    }

    @Test
    void aSourceThatOnlyItsOwnerMayWriteIsTrusted() {
        isTrusted(source);
    }

    @Test
    void aSourceThatAllMayWriteIsRefused() throws IOException {
        mode(source, "rw-r--rw-");
        isRefused(source, source, "0646");
    }

    @Test
    void aSourceThatItsGroupMayWriteIsRefused() throws IOException {
        mode(source, "rw-rw-r--");
        isRefused(source, source, "0664");
    }

    @Test
    void aFolderThatAllMayWriteIsRefused() throws IOException {
        mode(folder, "rwxrwxrwx");
        isRefused(source, folder, "0777");
    }

    @Test
    void aFolderFarAboveIsRefused() throws IOException {
        Path deep = Files.createDirectories(folder.resolve("a/b/c"));
        Path below = Files.writeString(deep.resolve("Echo.java"), "");
        mode(folder.resolve("a"), "rwxrwxr-x");
        isRefused(below, folder.resolve("a"), "0775");
    }

    @Test
    void aLinkIsFollowedToWhatAllMayWrite() throws IOException {
        Path open = Files.createDirectory(temp.resolve("open"));
        Path real = Files.writeString(open.resolve("Real.java"), "");
        mode(open, "rwxrwxrwx");
        isRefused(Files.createSymbolicLink(folder.resolve("Link.java"), real), open, "0777");
    }

    @Test
    void aLinkWithinAChainIsSeen() throws IOException {
        Path open = Files.createDirectory(temp.resolve("open"));
        Path second = Files.createSymbolicLink(open.resolve("Second.java"), source);
        mode(open, "rwxrwxrwx");
        isRefused(Files.createSymbolicLink(folder.resolve("First.java"), second), open, "0777");
    }

    @Test
    void aLinkToATrustedFolderIsTrusted() throws IOException {
        Path link = Files.createSymbolicLink(temp.resolve("link"), Path.of("handlers"));
        isTrusted(link.resolve("Echo.java"));
    }

    @Test
    void dotsLeadUpwardsFromWhereALinkLeads() throws IOException {
        Path link = Files.createSymbolicLink(folder.resolve("up"), Path.of("../handlers/../handlers"));
        isTrusted(Path.of(link + "/../handlers/./Echo.java"));
    }

    @Test
    void linksInACircleAreRefused() throws IOException {
        Path a = folder.resolve("A.java");
        Path b = Files.createSymbolicLink(folder.resolve("B.java"), a);
        Files.createSymbolicLink(a, b);
        assertThatThrownBy(() -> trust.require(a)).hasMessageContaining("more than 40 symbolic links");
    }

    /** Whoever runs this: a server to whom the path is another user's. Only root gives files away. */
    private SourceTrust ofAnotherThanOwns(Path path) throws IOException {
        if (ThisProcess.effectiveUid() == 0) {
            Files.setAttribute(path, "unix:uid", 12345);
            return trust;
        }
        return new SourceTrust(ThisProcess.effectiveUid() + 1);
    }

    @Test
    void anotherUsersSourceIsRefused() throws IOException {
        SourceTrust other = ofAnotherThanOwns(source);
        int owner = (int) Files.getAttribute(source, "unix:uid");
        assertThatThrownBy(() -> other.require(source))
                .hasMessageContaining("(owner uid " + owner + ", mode 0")
                .hasMessageEndingWith("let root or uid " + other.user() + " own it");
    }

    @Test
    void aStickyFolderOfAnotherUserIsRefused() throws IOException {
        Files.setAttribute(folder, "unix:mode", 01777);
        SourceTrust other = ofAnotherThanOwns(folder);
        assertThatThrownBy(() -> other.require(source)).hasMessageContaining("own it");
    }

    @Test
    void aSourceThatIsNotThereIsSaidSo() {
        assertThatThrownBy(() -> trust.require(folder.resolve("No.java"))).isInstanceOf(IOException.class);
    }
}
