package dev.usher.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Include and IncludeOptional, with files on disk. */
class IncludeTest {
    @TempDir
    Path directory;

    private Path main;

    @BeforeEach
    void mainFile() {
        main = directory.resolve("usher.conf");
    }

    private void write(String name, String text) throws IOException {
        Path file = directory.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }

    private List<String> listen(String text) throws IOException, ConfigException {
        Files.writeString(main, text);
        return ConfigLoader.of(Sample.CATALOG).load(main).main().get(Sample.LISTEN);
    }

    private String error(String text) throws IOException {
        Files.writeString(main, text);
        ConfigException thrown = catchThrowableOfType(
                ConfigException.class, () -> ConfigLoader.of(Sample.CATALOG).load(main));
        return thrown.getMessage().replace(directory.toString(), "DIR");
    }

    @Test
    void aFileIsReadInPlaceRelativeToTheIncludingOne() throws Exception {
        write("a/one.conf", "Listen 1\nInclude two.conf\n");
        write("a/two.conf", "Listen 2\n");
        assertThat(listen("Listen 0\nInclude a/one.conf\nListen 3\n")).containsExactly("0", "1", "2", "3");
    }

    @Test
    void serverRootIsWhatRelativePathsBelongTo() throws Exception {
        write("a/one.conf", "Include b/two.conf\n");
        write("b/two.conf", "Listen 2\n");
        assertThat(listen("ServerRoot " + directory + "\nInclude a/one.conf\n")).containsExactly("2");
        Configuration read = ConfigLoader.of(Sample.CATALOG).load(main);
        assertThat(read.baseDirectory()).isEqualTo(directory);
    }

    @Test
    void wildcardsMatchInOrderAndSkipHiddenFiles() throws Exception {
        write("c/b.conf", "Listen b\n");
        write("c/a.conf", "Listen a\n");
        write("c/.h.conf", "Listen h\n");
        write("c/a.txt", "Nonsense\n");
        write("d/a.conf", "Listen d\n");
        assertThat(listen("Include [cd]/?.conf\n")).containsExactly("a", "b", "d");
        assertThat(listen("Include " + directory + "/c/*.conf\n")).containsExactly("a", "b");
    }

    @Test
    void bracesAreNoWildcards() throws Exception {
        write("c/{a,b}1.conf", "Listen braces\n");
        write("c/a1.conf", "Listen a\n");
        assertThat(listen("Include c/{a,b}*.conf\n")).containsExactly("braces");
    }

    @Test
    void aDirectoryIsAllBelowIt() throws Exception {
        write("c/2.conf", "Listen 2\n");
        write("c/1/x", "Listen 1\n");
        assertThat(listen("Include c\n")).containsExactly("1", "2");
    }

    @Test
    void whatMatchesNothingIsAnErrorUnlessOptional() throws Exception {
        assertThat(error("\nInclude no*.conf\n"))
                .isEqualTo("DIR/usher.conf:2: Include 'no*.conf' matches no file below DIR");
        assertThat(error("Include no.conf\n"))
                .isEqualTo("DIR/usher.conf:1: 'DIR/no.conf' cannot be read: no such file");
        assertThat(listen("IncludeOptional no*.conf\nIncludeOptional no/no.conf\nListen 1\n"))
                .containsExactly("1");
    }

    @Test
    void errorsOfAnIncludedFileNameItsOwnLine() throws Exception {
        write("a.conf", "Listen 1\nNonsense 1\n");
        assertThat(error("Include a.conf\n")).isEqualTo("DIR/a.conf:2: unknown directive 'Nonsense'");
    }

    @Test
    void aFileThatIncludesItselfIsAnError() throws Exception {
        assertThat(error("Include usher.conf\n"))
                .isEqualTo(
                        "DIR/usher.conf:1: 'DIR/usher.conf' is being read already: files include one another in a circle");
    }

    @Test
    void aCircleThroughALinkIsAnError() throws Exception {
        Files.createSymbolicLink(directory.resolve("link.conf"), main);
        write("a.conf", "Include link.conf\n");
        assertThat(error("Include a.conf\n"))
                .isEqualTo(
                        "DIR/a.conf:1: 'DIR/link.conf' is being read already: files include one another in a circle");
    }

    @Test
    void aFileMayBeIncludedTwice() throws Exception {
        write("a.conf", "Listen 1\n");
        assertThat(listen("Include a.conf\nInclude a.conf\n")).containsExactly("1", "1");
    }

    @Test
    void aSectionEndsInTheFileItBeginsIn() throws Exception {
        write("a.conf", "<VirtualHost a>\n");
        assertThat(error("Include a.conf\n</VirtualHost>\n"))
                .isEqualTo("DIR/a.conf:1: <VirtualHost> is not closed before the end of DIR/a.conf\n"
                        + "DIR/usher.conf:2: </VirtualHost> ends nothing: no section of this file is open here");
        write("a.conf", "</VirtualHost>\n");
        assertThat(error("<VirtualHost a>\nInclude a.conf\n</VirtualHost>\n"))
                .isEqualTo("DIR/a.conf:1: </VirtualHost> ends nothing: no section of this file is open here");
    }

    @Test
    void anIncludeInASectionFillsTheSection() throws Exception {
        write("a.conf", "ServerName a\n");
        Files.writeString(main, "<VirtualHost x>\nInclude a.conf\n</VirtualHost>\n");
        Scope host =
                ConfigLoader.of(Sample.CATALOG).load(main).main().children().getFirst();
        assertThat(host.get(Sample.SERVER_NAME)).isEqualTo("a");
    }

    @Test
    void includesAreNotFollowedDeeperThanTheLimit() throws Exception {
        for (int i = 0; i < 40; i++) {
            write(i + ".conf", "Include " + (i + 1) + ".conf\n");
        }
        write("40.conf", "");
        assertThat(error("Include 0.conf\n"))
                .isEqualTo("DIR/30.conf:1: files include one another deeper than 32; reading stopped here");
    }

    @Test
    void filesAreCounted() throws Exception {
        write("d/0.conf", "\n");
        assertThat(error("Include d\n".repeat(1000)))
                .isEqualTo("DIR/usher.conf:1000: more than 1000 files are included; reading stopped here");
    }

    @Test
    void theMainFileMustBeAReadableFile() {
        ConfigLoader loader = ConfigLoader.of(Sample.CATALOG);
        assertThat(catchThrowableOfType(ConfigException.class, () -> loader.load(main)))
                .hasMessage(main + ": '" + main + "' cannot be read: no such file");
        assertThat(catchThrowableOfType(ConfigException.class, () -> loader.load(directory)))
                .hasMessage(directory + ": '" + directory + "' is a directory");
        assertThat(catchThrowableOfType(ConfigException.class, () -> loader.load(Path.of("/dev/zero"))))
                .hasMessage("/dev/zero: '/dev/zero' is not a regular file");
    }

    /** Root may read everything. */
    @Test
    @Tag("unprivileged")
    void aFileThatMayNotBeReadSaysSo() throws Exception {
        write("a.conf", "");
        Files.setPosixFilePermissions(directory.resolve("a.conf"), PosixFilePermissions.fromString("---------"));
        assertThat(error("Include a.conf\n"))
                .isEqualTo("DIR/usher.conf:1: 'DIR/a.conf' cannot be read: permission denied");
    }

    @Test
    void aLinkToItselfOrToNothingIsAnError() throws Exception {
        Files.createSymbolicLink(directory.resolve("loop.conf"), Path.of("loop.conf"));
        Files.createSymbolicLink(directory.resolve("gone.conf"), Path.of("nothing"));
        assertThat(error("Include loop.conf\nInclude gone.conf\n").lines())
                .satisfiesExactly(
                        loop -> assertThat(loop).startsWith("DIR/usher.conf:1: 'DIR/loop.conf' cannot be read: "),
                        gone -> assertThat(gone)
                                .isEqualTo("DIR/usher.conf:2: 'DIR/gone.conf' cannot be read: no such file"));
    }

    @Test
    void aFileLargerThanTheLimitIsAnError() throws Exception {
        Files.write(directory.resolve("a.conf"), new byte[(16 << 20) + 1]);
        assertThat(error("Include a.conf\n")).isEqualTo("DIR/usher.conf:1: 'DIR/a.conf' is larger than 16777216 bytes");
    }

    @Test
    void oddPatternsAreErrors() throws Exception {
        assertThat(error("Include \"\"\nInclude\nInclude [a\n").lines())
                .containsExactly(
                        "DIR/usher.conf:1: Include takes a path, but it is empty",
                        "DIR/usher.conf:2: Include takes one argument, but 0 were given",
                        "DIR/usher.conf:3: '[a' is no pattern of file names");
    }
}
