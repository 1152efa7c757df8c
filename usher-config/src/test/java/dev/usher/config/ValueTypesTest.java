package dev.usher.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Every type: what it takes, and what it says to what it does not take. */
class ValueTypesTest {

    private static String error(String line) {
        return Sample.errors(line).getFirst();
    }

    private static String daemonError(String line) {
        return Sample.errors("<StreamingDaemon /s>\n" + line + "\n</StreamingDaemon>\n")
                .getFirst();
    }

    private static Scope daemon(String line) throws ConfigException {
        Configuration read = Sample.read("<StreamingDaemon /s>\n" + line + "\n</StreamingDaemon>\n");
        return read.main().children(Sample.DAEMON_SECTION).getFirst();
    }

    @ParameterizedTest
    @ValueSource(strings = {"1", "60000", "00500"})
    void integersInRange(String text) throws ConfigException {
        assertThat(Sample.read("SocketHandoffConnectTimeoutMs " + text).main().get(Sample.CONNECT_TIMEOUT))
                .isEqualTo(Integer.parseInt(text));
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "60001", "-1", "4294967297", "99999999999999999999999999"})
    void integersOutOfRange(String text) {
        assertThat(error("SocketHandoffConnectTimeoutMs " + text))
                .isEqualTo(
                        "usher.conf:1: SocketHandoffConnectTimeoutMs must be between 1 and 60000, not '" + text + "'");
    }

    @ParameterizedTest
    @ValueSource(strings = {"abc", "5x", "1.5", "0x10", "\"\"", "-", "+5", "\u0661", "5ms"})
    void noIntegersAtAll(String text) {
        assertThat(error("SocketHandoffConnectTimeoutMs " + text))
                .startsWith(
                        "usher.conf:1: SocketHandoffConnectTimeoutMs must be a valid integer between 1 and 60000, not '");
    }

    @ParameterizedTest
    @CsvSource({"On,true", "off,false", "ON,true", "oFF,false"})
    void flagsInAnyCase(String text, boolean value) throws ConfigException {
        assertThat(Sample.read("SocketHandoffEnabled " + text).main().get(Sample.ENABLED))
                .isEqualTo(value);
    }

    @ParameterizedTest
    @ValueSource(strings = {"yes", "1", "true", "onn"})
    void flagsAreOnOrOff(String text) {
        assertThat(error("SocketHandoffEnabled " + text))
                .isEqualTo("usher.conf:1: SocketHandoffEnabled must be On or Off, not '" + text + "'");
    }

    @ParameterizedTest
    @CsvSource({"0ms,0", "20ms,20", "3s,3000", "2m,120000", "1h,3600000", "1S,1000"})
    void durationsHaveAUnit(String text, long millis) throws ConfigException {
        assertThat(daemon("MessageDelay " + text).get(Sample.MESSAGE_DELAY)).hasMillis(millis);
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "20", "20x", "ms", "1.5s", "1s500ms", "20 ms", "-ms"})
    void bareNumbersAreNoDurations(String text) {
        assertThat(daemonError("MessageDelay \"" + text + "\""))
                .isEqualTo(
                        "usher.conf:2: MessageDelay must be a duration such as 500ms, 30s, 5m or 1h between 0ms and 1h, "
                                + "not '" + text + "'");
    }

    @ParameterizedTest
    @ValueSource(strings = {"2h", "61m", "3600001ms", "-1ms", "999999999999999999h"})
    void durationsOutOfRange(String text) {
        assertThat(daemonError("MessageDelay " + text))
                .isEqualTo("usher.conf:2: MessageDelay must be between 0ms and 1h, not '" + text + "'");
    }

    @ParameterizedTest
    @CsvSource({"60,60000", "500ms,500", "5s,5000", "2m,120000"})
    void httpdsTimeoutsTakeBareSeconds(String text, long millis) throws ConfigException {
        assertThat(Sample.read("Timeout " + text).main().get(Sample.TIMEOUT)).hasMillis(millis);
    }

    @Test
    void httpdsTimeoutsHaveARange() {
        assertThat(error("Timeout 0")).isEqualTo("usher.conf:1: Timeout must be between 1ms and 24h, not '0'");
        assertThat(error("Timeout x")).contains("must be seconds, or a duration such as 500ms, 30s, 5m or 1h");
    }

    @ParameterizedTest
    @CsvSource({"0,0", "65536,65536", "64K,65536", "16m,16777216", "1G,1073741824", "1024G,1099511627776"})
    void bytesHaveSuffixes(String text, long bytes) throws ConfigException {
        assertThat(Sample.read("LimitRequestBody " + text).main().get(Sample.BODY))
                .isEqualTo(bytes);
    }

    @Test
    void bytesOutOfRange() {
        assertThat(error("LimitRequestBody 1025G"))
                .isEqualTo("usher.conf:1: LimitRequestBody must be between 0 and 1024G, not '1025G'");
        assertThat(error("LimitRequestBody 1T")).contains("must be a number of bytes such as 65536, 64K, 16M or 1G");
    }

    @Test
    void modesAreOctal() throws ConfigException {
        assertThat(daemon("SocketMode 0600").get(Sample.SOCKET_MODE)).isEqualTo(0600);
        assertThat(daemon("SocketMode 660").get(Sample.SOCKET_MODE)).isEqualTo(0660);
    }

    @ParameterizedTest
    @ValueSource(strings = {"0680", "rw", "07777", "66", "000660", "-660"})
    void otherModesAreRefused(String text) {
        assertThat(daemonError("SocketMode " + text))
                .isEqualTo("usher.conf:2: SocketMode must be an octal mode between 0000 and 0777, such as 0660, not '"
                        + text + "'");
    }

    @Test
    void choicesAreNamed() throws ConfigException {
        assertThat(Sample.read("SocketHandoffSocketType SEQpacket").main().get(Sample.SOCKET_TYPE))
                .isEqualTo(Sample.SocketType.SEQPACKET);
        assertThat(error("SocketHandoffSocketType dgram"))
                .isEqualTo("usher.conf:1: SocketHandoffSocketType must be one of auto, seqpacket, stream, not 'dgram'");
    }

    @Test
    void argumentsAreCounted() {
        assertThat(error("Timeout"))
                .isEqualTo("usher.conf:1: Timeout takes one argument (SECONDS), but none was given");
        assertThat(error("Alias /a")).isEqualTo("usher.conf:1: Alias takes 2 arguments (URL PATH), but one was given");
        assertThat(error("PerlModule"))
                .isEqualTo("usher.conf:1: PerlModule takes at least 1 argument (TEXT...), but none was given");
    }

    @Test
    void anEmptyPathIsNone() {
        assertThat(error("DocumentRoot \"\"")).isEqualTo("usher.conf:1: DocumentRoot must be a path, not ''");
    }

    @Test
    void aBadSecretIsNotShown() {
        Setting<Integer> pin =
                Setting.integer("Pin", 0, 9).secret().in(Context.SERVER).help("A secret.");
        Catalog catalog = Catalog.builder().settings(pin).build();
        assertThat(org.assertj.core.api.Assertions.catchThrowableOfType(
                        ConfigException.class, () -> ConfigLoader.of(catalog).loadText(Sample.FILE, "Pin 4711\n")))
                .hasMessage("usher.conf:1: Pin must be between 0 and 9, not ***");
    }

    @Test
    void aValueShownIsBoundedAndHarmless() {
        assertThat(error("Timeout \"\u001b[31m" + "y".repeat(500) + "\""))
                .contains("'\\u001b[31my")
                .hasSizeLessThan(260);
    }

    @Test
    void rangesAreChecked() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ValueTypes.duration(Duration.ofSeconds(2), Duration.ofSeconds(1)));
    }

    @ParameterizedTest
    @CsvSource({
        "MessageDelay,--message-delay,USHER_MESSAGE_DELAY",
        "SocketHandoffConnectTimeoutMs,--socket-handoff-connect-timeout-ms,USHER_SOCKET_HANDOFF_CONNECT_TIMEOUT_MS",
        "DirectoryIndex,--directory-index,USHER_DIRECTORY_INDEX",
        "SSLCertificateFile,--ssl-certificate-file,USHER_SSL_CERTIFICATE_FILE",
        "H2MaxSessionStreams,--h2-max-session-streams,USHER_H2_MAX_SESSION_STREAMS",
        "ServeXML,--serve-xml,USHER_SERVE_XML"
    })
    void flagsAndVariablesDerive(String directive, String flag, String variable) {
        Setting<String> setting = Setting.text(directive).in(Context.SERVER).help("A name.");
        assertThat(setting.flag()).contains(flag);
        assertThat(setting.environment()).contains(variable);
    }
}
