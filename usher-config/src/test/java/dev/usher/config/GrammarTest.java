package dev.usher.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Lines, words, sections, and what is wrong with them. */
class GrammarTest {

    private static List<String> arguments(String line) throws SyntaxError {
        return Words.split(line);
    }

    @Test
    void blanksSeparateWords() throws SyntaxError {
        assertThat(arguments("a  b\tc ")).containsExactly("a", "b", "c");
    }

    @Test
    void quotesHoldBlanksAndEmptyWords() throws SyntaxError {
        assertThat(arguments("\"a b\" 'c \"d' \"\"")).containsExactly("a b", "c \"d", "");
    }

    @Test
    void aBackslashEscapesItsQuoteAndItselfOnly() throws SyntaxError {
        assertThat(arguments("\"a\\\"b\" '\\'' \"\\\\\" \"\\.php$\" \\.x \\\\"))
                .containsExactly("a\"b", "'", "\\", "\\.php$", "\\.x", "\\");
    }

    @Test
    void aQuoteWithinABareWordIsItself() throws SyntaxError {
        assertThat(arguments("a\"b it's")).containsExactly("a\"b", "it's");
    }

    @Test
    void anUnclosedQuoteIsAnError() {
        assertThat(Sample.errors("Timeout 5\nDocumentRoot \"/srv/my site\nListen 80\n"))
                .containsExactly("usher.conf:2: the quote in '\"/srv/my site' is not closed");
    }

    @Test
    void aQuoteEscapedAtTheLinesEndIsUnclosed() {
        assertThat(Sample.errors("DocumentRoot \"/srv\\\""))
                .containsExactly("usher.conf:1: the quote in '\"/srv\\\"' is not closed");
    }

    @Test
    void textDirectlyBehindAQuoteIsAnError() {
        assertThat(Sample.errors("Alias \"/a\"/b")).containsExactly("usher.conf:1: a blank is missing before '/b'");
    }

    @Test
    void aCommentStandsAtTheStartOfALineOnly() throws ConfigException {
        Configuration read = Sample.read("# one\n   # two\nServerName a#b\n");
        assertThat(read.main().get(Sample.SERVER_NAME)).isEqualTo("a#b");
        assertThat(Sample.errors("ServerName a # b\n"))
                .containsExactly("usher.conf:1: ServerName takes one argument (TEXT), but 3 were given");
    }

    @Test
    void aBackslashGoesOnInTheNextLine() throws ConfigException {
        Configuration read = Sample.read("DirectoryIndex a \\\n   b \\\r\n c\n");
        assertThat(read.main().get(Sample.DIRECTORY_INDEX)).containsExactly("a", "b", "c");
        assertThat(read.main().origin(Sample.DIRECTORY_INDEX)).hasToString("usher.conf:1");
    }

    @Test
    void linesAreCountedThroughContinuations() {
        assertThat(Sample.errors("DirectoryIndex a \\\n b\nNonsenseX y\n"))
                .singleElement()
                .asString()
                .startsWith("usher.conf:3: ");
    }

    @Test
    void aContinuedCommentSwallowsALineWithANotice() throws ConfigException {
        assertThat(Sample.notices("# path C:\\\nTimeout 5\nListen 80\n"))
                .containsExactly(
                        "usher.conf:1: notice: this comment goes on to line 2, because a backslash ends its line");
    }

    @Test
    void aBackslashAtTheEndOfTheFileIsAnError() {
        assertThat(Sample.errors("Timeout 5 \\\n"))
                .singleElement()
                .asString()
                .startsWith("usher.conf:1: the line ends with a backslash");
    }

    @Test
    void crlfAndAByteOrderMarkAreRead() throws ConfigException {
        Configuration read = Sample.read("\uFEFFTimeout 5\r\n<VirtualHost *:80>\r\nServerName a\r\n</VirtualHost>\r\n");
        assertThat(read.main().get(Sample.TIMEOUT)).hasSeconds(5);
        assertThat(read.main().children(Sample.VIRTUAL_HOST)).hasSize(1);
    }

    @Test
    void theLastLineNeedsNoEnd() throws ConfigException {
        assertThat(Sample.read("Timeout 5").main().get(Sample.TIMEOUT)).hasSeconds(5);
    }

    @Test
    void aNulByteIsAnError() {
        assertThat(Sample.errors("Timeout 5\nServerName a\0b\n"))
                .containsExactly("usher.conf:2: the line holds a NUL byte");
    }

    @Test
    void brokenUtf8IsAnErrorInItsLine() {
        Problems problems = new Problems();
        LineReader.read("f", "a\n\u00e9\n".getBytes(StandardCharsets.ISO_8859_1), problems);
        assertThat(problems.all()).hasToString("[f:2: the line is not valid UTF-8]");
    }

    @Test
    void aLineOfAMegabyteIsAnError() {
        assertThat(Sample.errors("Timeout 5\nServerName " + "x".repeat(1 << 20) + "\nSorry 1\n"))
                .containsExactly(
                        "usher.conf:2: the line is longer than 65520 characters",
                        "usher.conf:3: unknown directive 'Sorry'");
    }

    @Test
    void aMegabyteOfContinuationsIsAnError() {
        assertThat(Sample.errors("Listen " + "x\\\n".repeat(1 << 19) + "\n"))
                .containsExactly("usher.conf:1: the line is longer than 65520 characters");
    }

    @Test
    void sectionNamesAreReadInAnyCase() throws ConfigException {
        Configuration read = Sample.read("<virtualHOST *:80>\nSERVERNAME a\n</VIRTUALhost>\n");
        assertThat(read.main().children(Sample.VIRTUAL_HOST).getFirst().get(Sample.SERVER_NAME))
                .isEqualTo("a");
    }

    @Test
    void sectionsNest() throws ConfigException {
        Configuration read = Sample.read("""
                <VirtualHost a b>
                <Directory "/x > y">
                <FilesMatch a>
                </FilesMatch>
                </Directory>
                </VirtualHost>
                """);
        Scope host = read.main().children(Sample.VIRTUAL_HOST).getFirst();
        Scope directory = host.children(Sample.DIRECTORY_SECTION).getFirst();
        assertThat(host.argument(Sample.VIRTUAL_HOST)).containsExactly("a", "b");
        assertThat(directory.argument(Sample.DIRECTORY_SECTION)).hasToString("/x > y");
        assertThat(directory.children(Sample.FILES_MATCH)).hasSize(1);
    }

    @Test
    void anUnclosedSectionIsReportedWhereItBegins() {
        assertThat(Sample.errors("\n<VirtualHost a>\nTimeout 5\n"))
                .containsExactly("usher.conf:2: <VirtualHost> is not closed before the end of usher.conf");
    }

    @Test
    void aMismatchedEndNamesBothLines() {
        assertThat(Sample.errors("<VirtualHost a>\n</Directory>\n</VirtualHost>\n"))
                .containsExactly("usher.conf:2: </Directory> does not end <VirtualHost> of usher.conf:1");
        assertThat(Sample.errors("<VirtualHost a>\n<Directory /a>\n</VirtualHost>\n"))
                .containsExactly("usher.conf:2: <Directory> is not closed before </VirtualHost> in line 3");
    }

    @Test
    void anEndWithoutABeginningIsAnError() {
        assertThat(Sample.errors("</VirtualHost>\n"))
                .containsExactly("usher.conf:1: </VirtualHost> ends nothing: no section of this file is open here");
    }

    @Test
    void aSectionNeedsItsBracket() {
        assertThat(Sample.errors("<VirtualHost a\n</VirtualHost>\n"))
                .containsExactly("usher.conf:1: the closing '>' of <VirtualHost is missing");
        assertThat(Sample.errors("<VirtualHost a> b\n</VirtualHost>\n"))
                .containsExactly("usher.conf:1: nothing may follow the '>' of <VirtualHost>, but 'b' does");
        assertThat(Sample.errors("<VirtualHost a>\n</VirtualHost\n"))
                .containsExactly("usher.conf:2: the closing '>' of '</VirtualHost' is missing");
        assertThat(Sample.errors("< VirtualHost a>\n"))
                .containsExactly("usher.conf:1: a section's name is missing behind '<' in '< VirtualHost a>'");
    }

    @Test
    void tenThousandNestedSectionsStopAtTheLimit() {
        assertThat(Sample.errors("<Directory /a>\n".repeat(10_000)))
                .contains("usher.conf:33: sections are nested deeper than 32; reading stopped here");
        assertThat(Sample.errors("<IfModule x>\n".repeat(10_000)))
                .containsExactly("usher.conf:33: sections are nested deeper than 32; reading stopped here");
    }

    @Test
    void tooManyDirectivesStopAtTheLimit() {
        assertThat(Sample.errors("Listen 80\n".repeat(100_002)))
                .containsExactly("usher.conf:100001: more than 100000 directives and sections; reading stopped here");
    }

    @Test
    void aHundredThousandLinesOfAListAreJoinedInTime() throws ConfigException {
        Configuration read = Sample.read("Listen 80\n".repeat(99_999));
        assertThat(read.main().get(Sample.LISTEN)).hasSize(99_999);
    }

    @Test
    void errorsAreBounded() {
        assertThat(Sample.errors("Nonsense 1\n".repeat(1000))).hasSize(100);
    }
}
