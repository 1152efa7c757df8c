package dev.usher.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Flags beat variables, variables beat the file, the file beats the default. */
class OverridesTest {
    private static final Overrides NONE = Overrides.none(Sample.CATALOG);

    private static Map<String, List<String>> flag(String name, String... values) {
        return Map.of(name, List.of(values));
    }

    @Test
    void aRoleWithoutAFileHasItsDefaults() throws ConfigException {
        Values values = NONE.over(Values.defaults());
        assertThat(values.get(Sample.MESSAGE_DELAY)).hasMillis(50);
        assertThat(values.origin(Sample.MESSAGE_DELAY)).hasToString("default");
    }

    @Test
    void aVariableBeatsTheDefaultAndAFlagBeatsBoth() throws ConfigException {
        Overrides environment = NONE.withEnvironment(Map.of("USHER_MESSAGE_DELAY", "1s", "USHER_OTHER", "x"));
        assertThat(environment.over(Values.defaults()).get(Sample.MESSAGE_DELAY))
                .hasSeconds(1);
        assertThat(environment.over(Values.defaults()).origin(Sample.MESSAGE_DELAY))
                .hasToString("USHER_MESSAGE_DELAY");
        Values both = environment.withFlags(flag("--message-delay", "2s")).over(Values.defaults());
        assertThat(both.get(Sample.MESSAGE_DELAY)).hasSeconds(2);
        assertThat(both.origin(Sample.MESSAGE_DELAY)).hasToString("--message-delay");
    }

    @Test
    void theOrderOfAskingDoesNotMatter() throws ConfigException {
        Values values = NONE.withFlags(flag("--message-delay", "2s"))
                .withEnvironment(Map.of("USHER_MESSAGE_DELAY", "1s"))
                .over(Values.defaults());
        assertThat(values.get(Sample.MESSAGE_DELAY)).hasSeconds(2);
    }

    @Test
    void theyBeatTheFileInEverySectionWhereTheDirectiveMayStand() throws ConfigException {
        Overrides overrides = NONE.withEnvironment(Map.of("USHER_SOCKET_HANDOFF_ENABLED", "off"))
                .withFlags(flag("--message-delay", "7ms"));
        Configuration read =
                ConfigLoader.of(Sample.CATALOG).overriddenBy(overrides).loadText(Sample.FILE, """
                SocketHandoffEnabled On
                <VirtualHost a>
                SocketHandoffEnabled On
                </VirtualHost>
                <StreamingDaemon /s>
                MessageDelay 1ms
                </StreamingDaemon>
                """);
        assertThat(read.main().get(Sample.ENABLED)).isFalse();
        assertThat(read.main().children().get(0).get(Sample.ENABLED)).isFalse();
        assertThat(read.main().children().get(1).get(Sample.MESSAGE_DELAY)).hasMillis(7);
    }

    @Test
    void theyReplaceTheFilesLists() throws ConfigException {
        Values file = Sample.read("DirectoryIndex a b\n").main().values();
        Values values = NONE.withFlags(flag("--directory-index", "c d", "e")).over(file);
        assertThat(values.get(Sample.DIRECTORY_INDEX)).containsExactly("c", "d", "e");
        assertThat(NONE.withFlags(flag("--message-delay", "1ms")).over(file).get(Sample.DIRECTORY_INDEX))
                .containsExactly("a", "b");
    }

    @Test
    void oneWordIsTakenWhole() throws ConfigException {
        Values values =
                NONE.withFlags(flag("--document-root", "/my \"own\" site")).over(Values.defaults());
        assertThat(values.get(Sample.DOCUMENT_ROOT)).hasToString("/my \"own\" site");
    }

    @Test
    void everythingAtFaultIsNamed() {
        Overrides overrides = NONE.withEnvironment(Map.of("USHER_SOCKET_MODE", "", "USHER_MESSAGE_DELAY", "5"))
                .withFlags(flag("--mesage-delay", "5ms"));
        assertThat(catchThrowableOfType(ConfigException.class, () -> overrides.over(Values.defaults())))
                .hasMessageContaining("unknown flag '--mesage-delay'; did you mean '--message-delay'?")
                .hasMessageContaining("USHER_MESSAGE_DELAY must be a duration such as 500ms, 30s, 5m or 1h between 0ms "
                        + "and 1h, not '5'")
                .hasMessageContaining(
                        "USHER_SOCKET_MODE must be an octal mode between 0000 and 0777, such as 0660, " + "not ''");
    }

    @Test
    void theirErrorsEndTheReadingOfAFileToo() {
        Overrides overrides = NONE.withFlags(flag("--message-delay", "5"));
        assertThat(catchThrowableOfType(
                        ConfigException.class,
                        () -> ConfigLoader.of(Sample.CATALOG)
                                .overriddenBy(overrides)
                                .loadText(Sample.FILE, "Nonsense\n")))
                .hasMessageStartingWith("usher.conf:1: unknown directive 'Nonsense'\n--message-delay must be");
    }

    @Test
    void fileOnlySettingsHaveNeitherFlagNorVariable() {
        assertThat(Sample.LISTEN.flag()).isEmpty();
        assertThat(Sample.LISTEN.environment()).isEmpty();
        assertThat(NONE.withFlags(flag("--listen", "80")).problems()).hasSize(1);
    }

    private static final Setting<String> BASE = Setting.text("OpenAiBase")
            .flagName("openai-base")
            .variable("OPENAI_API_BASE")
            .in(Context.DAEMON)
            .help("Where the API is.");
    private static final Setting<Boolean> HTTP2 = Setting.flag("Http2")
            .variable("OPENAI_HTTP2_ENABLED", text -> text.equals("true") ? "On" : text)
            .in(Context.DAEMON)
            .help("Which HTTP.");
    private static final Setting<String> KEY = Setting.text("OpenAiKey")
            .flagName("openai-key")
            .variable("OPENAI_API_KEY")
            .withoutFlag()
            .secret()
            .in(Context.DAEMON)
            .help("The key.");
    private static final Overrides WITH_OTHERS =
            Overrides.none(Catalog.builder().settings(BASE, HTTP2, KEY).build());

    @Test
    void aVariableOfOthersCounts() throws ConfigException {
        Values values = WITH_OTHERS
                .withEnvironment(Map.of("OPENAI_API_BASE", "http://a", "OPENAI_HTTP2_ENABLED", "true"))
                .over(Values.defaults());
        assertThat(values.get(BASE)).isEqualTo("http://a");
        assertThat(values.origin(BASE)).hasToString("OPENAI_API_BASE");
        assertThat(values.get(HTTP2)).isTrue();
    }

    @Test
    void ourVariableStandsOverTheOthers() throws ConfigException {
        Values values = WITH_OTHERS
                .withEnvironment(Map.of("OPENAI_API_BASE", "http://a", "USHER_OPENAI_BASE", "http://b"))
                .over(Values.defaults());
        assertThat(values.get(BASE)).isEqualTo("http://b");
    }

    @Test
    void aVariableOfOthersIsNamedWhereItIsAtFault() {
        assertThat(WITH_OTHERS
                        .withEnvironment(Map.of("OPENAI_HTTP2_ENABLED", "perhaps"))
                        .problems())
                .singleElement()
                .asString()
                .contains("OPENAI_HTTP2_ENABLED must be", "'perhaps'");
    }

    @Test
    void aSettingWithoutAFlagHasItsVariables() throws ConfigException {
        assertThat(KEY.flag()).isEmpty();
        assertThat(KEY.environment()).contains("USHER_OPENAI_KEY");
        assertThat(WITH_OTHERS.withFlags(flag("--openai-key", "k")).problems()).hasSize(1);
        Values values =
                WITH_OTHERS.withEnvironment(Map.of("OPENAI_API_KEY", "k")).over(Values.defaults());
        assertThat(values.get(KEY)).isEqualTo("k");
    }
}
