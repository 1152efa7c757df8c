package dev.usher.cli.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.usher.config.Origin;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The edits that are printed, run by sh and sed on a file whose lines have moved meanwhile. */
class EditTest {
    @TempDir
    Path directory;

    private Path file;

    @BeforeEach
    void nameTheFile() {
        file = directory.resolve("it's usher.conf");
    }

    private void write(String... lines) throws Exception {
        Files.writeString(file, String.join("\n", lines) + "\n");
    }

    private Origin.Line at(int number) {
        return new Origin.Line(file.toString(), number);
    }

    /** Runs a mend after another has put a line above all. */
    private List<String> afterALineAbove(Mend mend) throws Exception {
        Files.writeString(file, "# above\n" + Files.readString(file));
        List<String> lines = run(mend);
        assertThat(lines.getFirst()).isEqualTo("# above");
        return lines.subList(1, lines.size());
    }

    private List<String> run(Mend mend) throws Exception {
        Path out = directory.resolve("out");
        Process shell = new ProcessBuilder("/bin/sh", "-c", mend.command())
                .redirectErrorStream(true)
                .redirectOutput(out.toFile())
                .start();
        assertThat(shell.waitFor()).as(mend.command() + Files.readString(out)).isZero();
        return Files.readString(file).lines().toList();
    }

    @Test
    void aLineIsFoundByWhatItSays() throws Exception {
        write("Listen 8080", "  Timeout 5", "KeepAlive On");
        assertThat(afterALineAbove(Edit.replace(at(2), file, "5", "60")))
                .containsExactly("Listen 8080", "  Timeout 60", "KeepAlive On");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/run/a/",
                "/a.b*[c]^$",
                "/it's",
                "/a&b\\1",
                "/{1}+?(x|y)",
                "/a,b#c|d",
                "\"/with blanks\"",
                "/\ttab",
                "/a\\nb",
                "/über/"
            })
    void oddCharactersAreTakenForThemselves(String odd) throws Exception {
        write("DocumentRoot " + odd + "x", "DocumentRoot " + odd, "DocumentRoot /aXb");
        assertThat(afterALineAbove(Edit.replace(at(2), file, odd, "/now" + odd + "&")))
                .containsExactly("DocumentRoot " + odd + "x", "DocumentRoot /now" + odd + "&", "DocumentRoot /aXb");
    }

    @Test
    void aLineThatBeginsAlikeIsLeftAndSoIsAComment() throws Exception {
        write("Listen 80", "# Listen 80", "Listen 8080", "Listen 127.0.0.1:80");
        assertThat(afterALineAbove(Edit.port(at(1), 80, 81)))
                .containsExactly("Listen 81", "# Listen 80", "Listen 8080", "Listen 127.0.0.1:80");
    }

    @Test
    void thePortIsChangedAndNotAPartOfTheAddressLikeIt() throws Exception {
        write("Listen [2001:8080::8080]:8080", "Listen 80.80.80.80:80");
        assertThat(run(Edit.port(at(1), 8080, 8081)).getFirst()).isEqualTo("Listen [2001:8080::8080]:8081");
        assertThat(run(Edit.port(at(2), 80, 81)).getLast()).isEqualTo("Listen 80.80.80.80:81");
    }

    @Test
    void virtualHostsMoveWithTheirPort() throws Exception {
        write(
                "Listen 8080",
                "<VirtualHost *:8080>",
                "</VirtualHost>",
                "<VirtualHost 127.0.0.1:80801>",
                "</VirtualHost>");
        assertThat(afterALineAbove(Edit.port(at(1), 8080, 8081)))
                .containsExactly(
                        "Listen 8081",
                        "<VirtualHost *:8081>",
                        "</VirtualHost>",
                        "<VirtualHost 127.0.0.1:80801>",
                        "</VirtualHost>");
    }

    @Test
    void virtualHostsStayWhereAnotherLineListensOnTheirPort() throws Exception {
        write("Listen 127.0.0.1:8080", "Listen 127.0.0.2:8080", "<VirtualHost 127.0.0.2:8080>", "</VirtualHost>");
        assertThat(afterALineAbove(Edit.port(at(1), 8080, 8081)))
                .containsExactly(
                        "Listen 127.0.0.1:8081",
                        "Listen 127.0.0.2:8080",
                        "<VirtualHost 127.0.0.2:8080>",
                        "</VirtualHost>");
    }

    @Test
    void aLineThatStandsInTwoSectionsIsChangedInItsOwn() throws Exception {
        write(
                "<StreamingDaemon /run/a.sock>",
                "    MetricsAddr 9090",
                "</StreamingDaemon>",
                "<StreamingDaemon /run/b.sock>",
                "    <IfDefine X>",
                "    </IfDefine>",
                "    MetricsAddr 9090",
                "</StreamingDaemon>",
                "MetricsAddr 9090");
        List<String> lines = afterALineAbove(Edit.replace(at(7), file, "9090", "9091"));
        assertThat(lines.get(1)).isEqualTo("    MetricsAddr 9090");
        assertThat(lines.get(6)).isEqualTo("    MetricsAddr 9091");
        assertThat(lines.get(8)).isEqualTo("MetricsAddr 9090");
    }

    @Test
    void aLineThatStandsOnceIsFoundWithoutItsSection() throws Exception {
        write("<StreamingDaemon /run/a.sock>", "    SocketMode 0060", "</StreamingDaemon>");
        Mend mend = Edit.replace(at(2), file, "0060", "0660");
        assertThat(mend.command()).startsWith("sed -i '/^\\s*SocketMode 0060\\s*$/s/0060/0660/' ");
        assertThat(afterALineAbove(mend).get(1)).isEqualTo("    SocketMode 0660");
    }

    @Test
    void whereNothingTellsTwoLinesApartTheNumberDoesAndNoOtherLineIsTouched() throws Exception {
        write("Timeout 5", "KeepAlive On", "Timeout 5");
        Mend mend = Edit.replace(at(3), file, "5", "60");
        assertThat(run(mend)).containsExactly("Timeout 5", "KeepAlive On", "Timeout 60");
        write("# above", "Timeout 5", "KeepAlive On", "Timeout 5");
        assertThat(run(mend)).containsExactly("# above", "Timeout 5", "KeepAlive On", "Timeout 5");
    }

    @Test
    void everywhereIsEveryLineOfThatDirectiveWithThatWord() throws Exception {
        write(
                "SetHandler \"proxy:unix:/run/p.sock|fcgi://localhost\"",
                "  sethandler proxy:unix:/run/p.sock|fcgi://localhost/",
                "DocumentRoot /run/p.sock",
                "SetHandler proxy:unix:/run/p.sock2|fcgi://localhost/");
        assertThat(afterALineAbove(Edit.everywhere(at(1), file, "/run/p.sock", "/srv/p.sock")))
                .containsExactly(
                        "SetHandler \"proxy:unix:/srv/p.sock|fcgi://localhost\"",
                        "  sethandler proxy:unix:/srv/p.sock|fcgi://localhost/",
                        "DocumentRoot /run/p.sock",
                        "SetHandler proxy:unix:/run/p.sock2|fcgi://localhost/");
    }

    @Test
    void aSectionIsRenamedAtItsBeginningAndItsEnd() throws Exception {
        write("<VirtualHst *:80>", "\tServerName VirtualHst", "</VirtualHst>");
        assertThat(afterALineAbove(Edit.rename(at(1), "VirtualHst", "VirtualHost")))
                .containsExactly("<VirtualHost *:80>", "\tServerName VirtualHst", "</VirtualHost>");
    }

    @Test
    void aDirectiveIsRenamedWhereverItStands() throws Exception {
        write("\tDocumentRot /DocumentRot", "DocumentRotten x", "DocumentRot \\");
        assertThat(afterALineAbove(Edit.rename(at(1), "DocumentRot", "DocumentRoot")))
                .containsExactly("\tDocumentRoot /DocumentRot", "DocumentRotten x", "DocumentRoot \\");
    }

    @Test
    void aLineThatEndsWithCarriageReturnIsFound() throws Exception {
        write("Listen 8080\r", "Timeout 5 \r");
        assertThat(Files.readString(file)).contains("\r");
        assertThat(afterALineAbove(Edit.replace(at(2), file, "5", "60"))
                        .getLast()
                        .strip())
                .isEqualTo("Timeout 60");
    }

    @Test
    void aLineIsAppendedBehindOneWithoutAnEnd() throws Exception {
        Files.writeString(file, "Listen 8080");
        assertThat(run(Edit.append(file, "SocketHandoffAllowedPrefix /a\\b/")))
                .containsExactly("Listen 8080", "SocketHandoffAllowedPrefix /a\\b/");
    }

    @Test
    void aLineIsPutIntoItsSectionWhereverThatIs() throws Exception {
        write("<StreamingDaemon /a.sock>", "</StreamingDaemon>", "<StreamingDaemon /b.sock>", "</StreamingDaemon>");
        assertThat(afterALineAbove(Edit.after(at(3), file, "    MaxConnections 8")))
                .containsExactly(
                        "<StreamingDaemon /a.sock>",
                        "</StreamingDaemon>",
                        "<StreamingDaemon /b.sock>",
                        "    MaxConnections 8",
                        "</StreamingDaemon>");
    }

    @Test
    void whatALineDoesNotHoldAsItIsIsForTheEditor() throws Exception {
        write("Listen ${PORT}");
        assertThat(Edit.port(at(1), 8080, 8081).command()).startsWith("\"${EDITOR:-vi}\" +1 ");
    }

    @Test
    void aValueOfAVariableOrAFlagIsGivenAnew() {
        assertThat(Edit.replace(new Origin.Environment("USHER_X"), file, "a", "b c")
                        .command())
                .isEqualTo("export USHER_X='b c'");
        assertThat(Edit.replace(new Origin.Flag("--x"), Path.of("u.conf"), "a", "b")
                        .command())
                .endsWith("/usher run -f u.conf --x b");
    }
}
