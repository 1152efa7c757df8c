package dev.usher.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

/** Define, ${NAME}, IfDefine, IfModule, LoadModule. */
class ConditionsTest {

    private static Configuration read(String text, Map<String, String> environment) throws ConfigException {
        return ConfigLoader.of(Sample.CATALOG).environment(environment).loadText(Sample.FILE, text);
    }

    @Test
    void defineBeatsTheEnvironment() throws ConfigException {
        String text = "Define SITE /srv/a\nDocumentRoot ${SITE}/${SUB}\n";
        assertThat(read(text, Map.of("SITE", "/no", "SUB", "x")).main().get(Sample.DOCUMENT_ROOT))
                .hasToString("/srv/a/x");
    }

    @Test
    void undefineTakesADefinitionBack() throws ConfigException {
        String text = "Define SITE /srv/a\nUnDefine SITE\nDocumentRoot ${SITE}\n";
        assertThat(read(text, Map.of("SITE", "/env")).main().get(Sample.DOCUMENT_ROOT))
                .hasToString("/env");
    }

    @Test
    void anUndefinedNameIsAnErrorWithItsLine() {
        assertThat(Sample.errors("Timeout 5\nDocumentRoot ${NOWHERE}\n"))
                .containsExactly("usher.conf:2: ${NOWHERE} is not defined, neither by Define nor in the environment");
    }

    @Test
    void aDefinitionCountsFromItsLineOn() {
        assertThat(Sample.errors("DocumentRoot ${A}\nDefine A /a\n")).hasSize(1);
    }

    @Test
    void aValueWithBlanksAndQuotesStaysOneWord() throws ConfigException {
        Configuration read = read("DocumentRoot ${A}\n", Map.of("A", "/my \"own\" site"));
        assertThat(read.main().get(Sample.DOCUMENT_ROOT)).hasToString("/my \"own\" site");
    }

    @Test
    void whatWasFilledInIsNotLookedAtAgain() throws ConfigException {
        Configuration read = read("Define D $\nServerName ${D}{A}\nDocumentRoot ${B}\n", Map.of("A", "x", "B", "${A}"));
        assertThat(read.main().get(Sample.SERVER_NAME)).isEqualTo("${A}");
        assertThat(read.main().get(Sample.DOCUMENT_ROOT)).hasToString("${A}");
    }

    @Test
    void aDollarWithoutABraceIsItself() throws ConfigException {
        assertThat(Sample.read("ServerName a$b$\n").main().get(Sample.SERVER_NAME))
                .isEqualTo("a$b$");
    }

    @Test
    void oddVariablesAreErrors() {
        assertThat(Sample.errors("ServerName ${A\n")).containsExactly("usher.conf:1: the '${' in '${A' has no '}'");
        assertThat(Sample.errors("ServerName ${}\n")).singleElement().asString().contains("'' is no variable's name");
        assertThat(Sample.errors("ServerName ${A:-b}\n"))
                .singleElement()
                .asString()
                .contains("'A:-b' is no variable's name");
        assertThat(Sample.errors("ServerName ${${A}}\n"))
                .singleElement()
                .asString()
                .contains("'${A' is no variable's name");
        assertThat(Sample.errors("Define A:B c\n")).singleElement().asString().contains("'A:B' is no variable's name");
    }

    @Test
    void variablesCannotGrowWithoutBound() {
        StringBuilder text = new StringBuilder("Define A0 " + "x".repeat(1000) + "\n");
        for (int i = 1; i < 30; i++) {
            text.append("Define A%d ${A%d}${A%d}\n".formatted(i, i - 1, i - 1));
        }
        assertThat(Sample.errors(text.toString()))
                .first()
                .asString()
                .isEqualTo("usher.conf:8: a value is longer than 65520 characters with its variables");
    }

    @Test
    void variablesAreNotLookedAtWhereAConditionDoesNotHold() throws ConfigException {
        Sample.read("<IfModule nothing>\nDocumentRoot ${NOWHERE}\n\"\n<Foo ${X}\n</Foo>\n</IfModule>\n");
    }

    @Test
    void ifDefineAsksForDefinitionsNotForTheEnvironment() throws ConfigException {
        String text = "<IfDefine A>\nListen 1\n</IfDefine>\n<IfDefine !A>\nListen 2\n</IfDefine>\n";
        assertThat(read(text, Map.of("A", "x")).main().get(Sample.LISTEN)).containsExactly("2");
        assertThat(read("Define A\n" + text, Map.of()).main().get(Sample.LISTEN))
                .containsExactly("1");
        assertThat(ConfigLoader.of(Sample.CATALOG)
                        .define("A", "")
                        .loadText(Sample.FILE, text)
                        .main()
                        .get(Sample.LISTEN))
                .containsExactly("1");
    }

    @Test
    void ifModuleKnowsModulesByBothNames() throws ConfigException {
        Configuration read = Sample.read("""
                <IfModule socket_handoff_module>
                Listen 1
                </IfModule>
                <IfModule mod_socket_handoff.c>
                Listen 2
                </IfModule>
                <IfModule !mod_rewrite.c>
                Listen 3
                </IfModule>
                <IfModule mod_rewrite.c>
                Listen 4
                RewriteEngine On
                </IfModule>
                """);
        assertThat(read.main().get(Sample.LISTEN)).containsExactly("1", "2", "3");
    }

    @Test
    void aSkippedConditionEndsAtItsOwnEnd() throws ConfigException {
        Configuration read = Sample.read("""
                <IfModule none>
                <IfModule dir_module>
                <Unknown thing>
                </Unknown>
                Listen 1
                </IfModule>
                Listen 2
                </IfModule>
                Listen 3
                """);
        assertThat(read.main().get(Sample.LISTEN)).containsExactly("3");
    }

    @Test
    void skippedSectionsMustMatch() {
        assertThat(Sample.errors("<IfModule none>\n<A>\n</B>\n</IfModule>\n"))
                .containsExactlyInAnyOrder(
                        "usher.conf:3: </B> does not end <A> of usher.conf:2",
                        "usher.conf:2: <A> is not closed before </IfModule> in line 4");
    }

    @Test
    void aConditionLeavesNoTraceInTheSectionAroundIt() throws ConfigException {
        Configuration read =
                Sample.read("<VirtualHost a>\n<IfModule dir_module>\nServerName x\n</IfModule>\n</VirtualHost>\n");
        assertThat(read.main().children(Sample.VIRTUAL_HOST).getFirst().get(Sample.SERVER_NAME))
                .isEqualTo("x");
    }

    @Test
    void aSectionMayNotEndInsideACondition() {
        assertThat(Sample.errors("<VirtualHost a>\n<IfModule dir_module>\n</VirtualHost>\n</IfModule>\n"))
                .containsExactly(
                        "usher.conf:2: <IfModule> is not closed before </VirtualHost> in line 3",
                        "usher.conf:4: </IfModule> ends nothing: no section of this file is open here");
    }

    @Test
    void aConditionNeedsOneName() {
        assertThat(Sample.errors("<IfModule>\n</IfModule>\n<IfDefine !>\nJunk\n</IfDefine>\n"))
                .containsExactly(
                        "usher.conf:1: <IfModule> takes one name, with '!' before it for the contrary",
                        "usher.conf:3: <IfDefine> takes one name, with '!' before it for the contrary");
    }

    @Test
    void loadModuleIsIgnoredWithANotice() throws ConfigException {
        assertThat(Sample.notices("LoadModule rewrite_module modules/mod_rewrite.so\n"))
                .containsExactly(
                        "usher.conf:1: notice: LoadModule rewrite_module is ignored: no modules are loaded, and "
                                + "nothing of this name is built in");
        assertThat(Sample.errors("LoadModule x\n"))
                .containsExactly("usher.conf:1: LoadModule takes two arguments, a module's name and its file");
    }

    @Test
    void whatAConditionSkipsIsSaid() throws ConfigException {
        assertThat(Sample.notices("""
                <IfModule mod_x.c>
                Junk
                <IfModule dir_module>
                </IfModule>
                </IfModule>
                <IfModule !dir_module>
                </IfModule>
                <IfDefine SSL>
                </IfDefine>
                <IfModule dir_module>
                </IfModule>
                """))
                .containsExactly(
                        "usher.conf:1: notice: skipped, mod_x.c is not built in",
                        "usher.conf:6: notice: skipped, dir_module is built in",
                        "usher.conf:8: notice: skipped, SSL is not defined");
    }
}
