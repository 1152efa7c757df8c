package dev.usher.server.content.site;

import static org.assertj.core.api.Assertions.assertThat;

import dev.usher.server.content.site.FoundFile.Kind;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** ATTACKS C1 and D6: what the file system says, and nothing else. */
class FileWalkTest {
    @TempDir
    Path temp;

    private Path root;

    @BeforeEach
    void site() throws IOException {
        root = Files.createDirectory(temp.resolve("root"));
        Files.writeString(root.resolve("index.php"), "<?php");
        Files.writeString(root.resolve("x.txt"), "text");
        Files.createDirectories(root.resolve("dir/sub"));
        Files.writeString(root.resolve("dir/sub/page.html"), "page");
        Files.writeString(temp.resolve("secret"), "secret");
    }

    private FoundFile walk(String path) {
        return FileWalk.walk(root, path);
    }

    @Test
    void aFileInADirectory() {
        FoundFile found = walk("/dir/sub/page.html");
        assertThat(found.kind()).isEqualTo(Kind.FILE);
        assertThat(found.file()).isEqualTo(root.resolve("dir/sub/page.html"));
        assertThat(found.pathInfo()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/dir", "/dir/", "/dir/sub", "/"})
    void aDirectory(String path) {
        assertThat(walk(path).kind()).isEqualTo(Kind.DIRECTORY);
    }

    @Test
    void whatFollowsAFileIsPathInfo() {
        FoundFile found = walk("/index.php/a/b/");
        assertThat(found.file()).isEqualTo(root.resolve("index.php"));
        assertThat(found.pathInfo()).isEqualTo("/a/b/");
    }

    @Test
    void aTextFileWithAScriptsNameBehindItIsATextFile() {
        FoundFile found = walk("/x.txt/.php");
        assertThat(found.name()).isEqualTo("x.txt");
        assertThat(found.pathInfo()).isEqualTo("/.php");
    }

    @Test
    void aMissingFileIsNamedByItsFirstMissingName() {
        FoundFile found = walk("/dir/none/x.php");
        assertThat(found.kind()).isEqualTo(Kind.MISSING);
        assertThat(found.file()).isEqualTo(root.resolve("dir/none"));
        assertThat(found.pathInfo()).isEqualTo("/x.php");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/../secret",
                "/dir/../../secret",
                "/./x.txt",
                "/index.php\n.php",
                "/x.txt\u0000.php",
                "/index.\u00ff",
                "/..\u00c0\u00afsecret",
                "/index.ph\u00c8\u00ba",
                "/index\u00ef\u00bc\u008ephp"
            })
    void namesThatNobodyMeansAreMissing(String path) {
        assertThat(walk(path).kind()).isEqualTo(Kind.MISSING);
    }

    @Test
    void aNameOfMoreThan255BytesIsMissing() {
        assertThat(walk("/" + "x".repeat(300)).kind()).isEqualTo(Kind.MISSING);
    }

    @Test
    void aPipeIsNeverOpened() throws Exception {
        Process made = new ProcessBuilder("mkfifo", root.resolve("pipe").toString()).start();
        assertThat(made.waitFor()).isZero();
        assertThat(walk("/pipe").kind()).isEqualTo(Kind.FORBIDDEN);
    }

    @ParameterizedTest
    @ValueSource(strings = {".htaccess", ".env", ".git"})
    void namesThatBeginWithADotArePrivate(String name) throws IOException {
        Files.writeString(root.resolve(name), "private");
        assertThat(walk("/" + name).kind()).isEqualTo(Kind.FORBIDDEN);
    }

    @Test
    void wellKnownIsPublic() throws IOException {
        Files.createDirectory(root.resolve(".well-known"));
        Files.writeString(root.resolve(".well-known/security.txt"), "public");
        assertThat(walk("/.well-known/security.txt").kind()).isEqualTo(Kind.FILE);
    }

    @Test
    void aLinkInsideIsFollowedAndReported() throws IOException {
        Files.createSymbolicLink(root.resolve("link"), root.resolve("dir"));
        FoundFile found = walk("/link/sub/page.html");
        assertThat(found.kind()).isEqualTo(Kind.FILE);
        assertThat(found.throughLink()).isTrue();
        assertThat(FileWalk.isInside(root, found.file())).isTrue();
    }

    @Test
    void aLinkThatLeadsOutIsNotInside() throws IOException {
        Files.createSymbolicLink(root.resolve("out"), temp.resolve("secret"));
        FoundFile found = walk("/out");
        assertThat(found.throughLink()).isTrue();
        assertThat(FileWalk.isInside(root, found.file())).isFalse();
    }

    @Test
    void aLinkThatLeadsToItselfIsMissing() throws IOException {
        Files.createSymbolicLink(root.resolve("loop"), root.resolve("loop"));
        assertThat(walk("/loop").kind()).isEqualTo(Kind.MISSING);
    }

    @Test
    void aRootThatIsALinkIsNoLinkOnTheWay() throws IOException {
        Path current = Files.createSymbolicLink(temp.resolve("current"), root);
        assertThat(FileWalk.walk(current, "/x.txt").throughLink()).isFalse();
        assertThat(FileWalk.isInside(current, current.resolve("x.txt"))).isTrue();
    }

    @Test
    void aRootThatIsAFileIsThatFile() {
        FoundFile found = FileWalk.walk(root.resolve("x.txt"), "");
        assertThat(found.kind()).isEqualTo(Kind.FILE);
        assertThat(found.name()).isEqualTo("x.txt");
    }

    @Test
    void namesInUtf8AreFound() throws IOException {
        Files.writeString(root.resolve("grün.txt"), "green");
        String bytes = new String("/grün.txt".getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
        assertThat(walk(bytes).kind()).isEqualTo(Kind.FILE);
    }
}
