package dev.usher.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import org.junit.jupiter.api.Test;

/** Names, places, repetition and inheritance. */
class CheckerTest {

    @Test
    void anUnknownDirectiveNamesTheNearest() {
        assertThat(Sample.errors("Documentroot2 /srv\n"))
                .containsExactly("usher.conf:1: unknown directive 'Documentroot2'; did you mean 'DocumentRoot'?");
        assertThat(Sample.errors("SocketHandofEnabled On\n"))
                .containsExactly(
                        "usher.conf:1: unknown directive 'SocketHandofEnabled'; did you mean 'SocketHandoffEnabled'?");
        assertThat(Sample.errors("perlmodul X\n"))
                .containsExactly("usher.conf:1: unknown directive 'perlmodul'; did you mean 'PerlModule'?");
        assertThat(Sample.errors("Inlcude X\n"))
                .containsExactly("usher.conf:1: unknown directive 'Inlcude'; did you mean 'Include'?");
    }

    @Test
    void anUnknownDirectiveThatIsNearNothingSaysOnlyThat() {
        assertThat(Sample.errors("Xyzzy 1\n")).containsExactly("usher.conf:1: unknown directive 'Xyzzy'");
        assertThat(Sample.errors("q".repeat(60_000) + "\n"))
                .singleElement()
                .asString()
                .hasSizeLessThan(130);
    }

    @Test
    void anUnknownSectionIsOneErrorWhateverIsInIt() {
        assertThat(Sample.errors("<VirtualHots a>\nNonsense 1\n</VirtualHots>\n"))
                .containsExactly("usher.conf:1: unknown section '<VirtualHots>'; did you mean 'VirtualHost'?");
    }

    @Test
    void aSectionIsNoDirectiveAndTheOtherWayRound() {
        assertThat(Sample.errors("VirtualHost a\n"))
                .containsExactly("usher.conf:1: unknown directive 'VirtualHost': it is a section, write "
                        + "<VirtualHost …> … </VirtualHost>");
        assertThat(Sample.errors("<DocumentRoot /a>\n</DocumentRoot>\n"))
                .containsExactly(
                        "usher.conf:1: unknown section '<DocumentRoot>': DocumentRoot is a directive, write it "
                                + "without < and >");
    }

    @Test
    void aMisplacedDirectiveSaysWhereItBelongs() {
        assertThat(Sample.errors("<Location /a>\nsockethandoffenabled On\n</Location>\nMessageDelay 1ms\n"))
                .containsExactly(
                        "usher.conf:2: SocketHandoffEnabled is not allowed in <Location>; it belongs in: the main server,"
                                + " <VirtualHost> (scope SRV)",
                        "usher.conf:4: MessageDelay is not allowed in the main server; it belongs in: "
                                + "<StreamingDaemon>");
    }

    @Test
    void aMisplacedSectionSaysWhereItBelongs() {
        assertThat(Sample.errors("<VirtualHost a>\n<VirtualHost b>\n</VirtualHost>\n</VirtualHost>\n"))
                .containsExactly(
                        "usher.conf:2: <VirtualHost> is not allowed in <VirtualHost>; it belongs in: the main server");
    }

    @Test
    void aSectionsWordsAreChecked() {
        assertThat(
                        Sample.errors(
                                "<VirtualHost>\n</VirtualHost>\n<Location /a /b>\n</Location>\n<Directory \"\">\n</Directory>\n"))
                .containsExactly(
                        "usher.conf:1: <VirtualHost> takes at least 1 argument (WORD...), but none was given",
                        "usher.conf:3: <Location> takes one argument (PATH), but 2 were given",
                        "usher.conf:5: <Directory> must be a path, not ''");
    }

    @Test
    void allErrorsAreReportedInTheOrderOfLines() {
        assertThat(Sample.errors("""
                <VirtualHost a>
                SocketHandoffConnectTimeoutMs 0
                </VirtualHost>
                Timeout x
                Nonsense
                """))
                .extracting(line -> line.substring(0, "usher.conf:1".length()))
                .containsExactly("usher.conf:2", "usher.conf:4", "usher.conf:5");
    }

    @Test
    void theExceptionsMessageIsAllErrorsALine() {
        assertThat(org.assertj.core.api.Assertions.catchThrowableOfType(
                        ConfigException.class, () -> Sample.read("A 1\nB 2\n")))
                .hasMessage("usher.conf:1: unknown directive 'A'\nusher.conf:2: unknown directive 'B'");
    }

    @Test
    void theLastOfARepeatedDirectiveWinsWithANotice() throws ConfigException {
        String text = "Timeout 5\nTimeout 6\n<VirtualHost a>\nTimeout 7\n</VirtualHost>\n";
        assertThat(Sample.read(text).main().get(Sample.TIMEOUT)).hasSeconds(6);
        assertThat(Sample.notices(text))
                .containsExactly(
                        "usher.conf:2: notice: Timeout is set again; the value of usher.conf:1 no longer counts");
    }

    @Test
    void listsAccumulate() throws ConfigException {
        Configuration read = Sample.read("DirectoryIndex a b\nDirectoryIndex c\nListen 80\nListen 81\n");
        assertThat(read.main().get(Sample.DIRECTORY_INDEX)).containsExactly("a", "b", "c");
        assertThat(read.main().get(Sample.LISTEN)).containsExactly("80", "81");
        assertThat(read.main().values().occurrences(Sample.LISTEN))
                .extracting(o -> o.origin().toString())
                .containsExactly("usher.conf:3", "usher.conf:4");
    }

    /** The reference's virtual host that set any of the five got the default prefix back. */
    @Test
    void aVirtualHostThatSetsOneKeepsTheOthersOfTheMainServer() throws ConfigException {
        Configuration read = Sample.read("""
                <VirtualHost a>
                SocketHandoffConnectTimeoutMs 7
                </VirtualHost>
                SocketHandoffAllowedPrefix /run/only/
                SocketHandoffEnabled Off
                """);
        Scope host = read.main().children(Sample.VIRTUAL_HOST).getFirst();
        assertThat(host.get(Sample.CONNECT_TIMEOUT)).isEqualTo(7);
        assertThat(host.get(Sample.PREFIX)).hasToString("/run/only");
        assertThat(host.origin(Sample.PREFIX)).hasToString("usher.conf:4");
        assertThat(host.get(Sample.ENABLED)).isFalse();
        assertThat(host.values().isSetHere(Sample.PREFIX)).isFalse();
        assertThat(read.main().get(Sample.CONNECT_TIMEOUT)).isEqualTo(500);
    }

    @Test
    void innerListsReplaceOuterOnesUnlessTheyAdd() throws ConfigException {
        Configuration read = Sample.read("""
                DirectoryIndex a
                Alias /a /1
                ServerName main
                <VirtualHost x>
                DirectoryIndex b
                Alias /b /2
                </VirtualHost>
                """);
        Scope host = read.main().children(Sample.VIRTUAL_HOST).getFirst();
        assertThat(host.get(Sample.DIRECTORY_INDEX)).containsExactly("b");
        assertThat(host.get(Sample.ALIAS)).extracting(Sample.Alias::url).containsExactly("/b", "/a");
        assertThat(host.find(Sample.SERVER_NAME)).isEmpty();
    }

    @Test
    void aRequestsSectionsAreLaidOverOneAnother() throws ConfigException {
        Configuration read = Sample.read("""
                LimitRequestBody 1K
                <Directory /a>
                LimitRequestBody 2K
                SetHandler d
                </Directory>
                <Location /a>
                SetHandler l
                </Location>
                """);
        Values directory =
                read.main().children(Sample.DIRECTORY_SECTION).getFirst().values();
        Values both = read.main()
                .children(Sample.LOCATION_SECTION)
                .getFirst()
                .values()
                .over(directory);
        assertThat(both.get(Sample.SET_HANDLER)).isEqualTo("l");
        assertThat(both.get(Sample.BODY)).isEqualTo(2048);
    }

    @Test
    void whatNobodySetAndHasNoDefaultIsAbsent() throws ConfigException {
        Scope main = Sample.read("").main();
        assertThat(main.find(Sample.DOCUMENT_ROOT)).isEmpty();
        assertThat(main.origin(Sample.TIMEOUT)).hasToString("default");
        assertThatIllegalStateException()
                .isThrownBy(() -> main.get(Sample.DOCUMENT_ROOT))
                .withMessage("DocumentRoot is not set and has no default");
    }

    @Test
    void namesAreDeclaredOnceInWhateverCase() {
        Setting<String> twin = Setting.text("documentROOT").in(Context.SERVER).help("Twin.");
        assertThatIllegalArgumentException()
                .isThrownBy(() ->
                        Catalog.builder().settings(Sample.DOCUMENT_ROOT, twin).build())
                .withMessage("documentROOT is declared twice");
    }

    @Test
    void aDefaultOutOfRangeIsFoundAtDeclaration() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Setting.integer("X", 1, 5)
                        .byDefault("6")
                        .in(Context.SERVER)
                        .help("X."))
                .withMessage("the default of X: X must be between 1 and 5, not '6'");
    }

    @Test
    void catalogsAreJoined() {
        Catalog seat =
                Catalog.builder().settings(Sample.BACKEND).modules("seat").build();
        Catalog door = Catalog.builder().settings(Sample.LISTEN).build();
        Catalog both = Catalog.builder().include(door).include(seat).build();
        assertThat(both.settings()).containsExactly(Language.SERVER_ROOT, Sample.LISTEN, Sample.BACKEND);
        assertThat(both.hasModule("seat_module")).isTrue();
    }
}
