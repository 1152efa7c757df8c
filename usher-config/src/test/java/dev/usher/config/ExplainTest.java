package dev.usher.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What check --explain and the page of directives show. */
class ExplainTest {

    @Test
    void everyValueHasItsLine() throws ConfigException {
        String shown = Explain.of(Sample.read("""
                Listen 80
                Listen 81
                SocketHandoffAllowedPrefix "/my run/"
                <StreamingDaemon /run/s.sock>
                MessageDelay 20ms
                OpenAIKey sk-geheim
                </StreamingDaemon>
                <VirtualHost *:80>
                SocketHandoffEnabled Off
                </VirtualHost>
                """));
        assertThat(shown.lines().map(line -> line.replaceAll(" {2,}", "  ").strip()))
                .startsWith("the main server  usher.conf")
                .contains("Listen 80  usher.conf:1", "Listen 81  usher.conf:2")
                .contains("SocketHandoffAllowedPrefix \"/my run/\"  usher.conf:3")
                .contains("SocketHandoffConnectTimeoutMs 500  default")
                .contains("DocumentRoot  not set")
                .contains("<StreamingDaemon /run/s.sock>  usher.conf:4")
                .contains("MessageDelay 20ms  usher.conf:5", "OpenAIKey ***  usher.conf:6", "Backend mock  default")
                .contains("<VirtualHost *:80>  usher.conf:8", "SocketHandoffEnabled Off  usher.conf:9");
        assertThat(shown).doesNotContain("geheim");
    }

    @Test
    void valuesWithoutAFile() throws ConfigException {
        Values values = Overrides.none(Sample.CATALOG)
                .withEnvironment(Map.of("USHER_OPENAI_KEY", "geheim"))
                .withFlags(Map.of("--message-delay", List.of("20ms")))
                .over(Values.defaults());
        assertThat(Explain.of(values, List.of(Sample.MESSAGE_DELAY, Sample.BACKEND, Sample.API_KEY)))
                .isEqualTo("""
                MessageDelay 20ms   --message-delay
                Backend mock        default
                OpenAIKey ***       USHER_OPENAI_KEY
                """);
    }

    @Test
    void thePageHasEveryDirective() {
        String page = DirectiveDocs.render(Sample.CATALOG);
        assertThat(page).isEqualTo(DirectiveDocs.render(Sample.CATALOG)).doesNotContain("\r");
        Sample.CATALOG.settings().forEach(setting -> assertThat(page).contains("\n### " + setting.name() + "\n"));
        assertThat(page).contains("""
                ### SocketHandoffConnectTimeoutMs

                Milliseconds to wait for the daemon to accept.

                - Syntax: `SocketHandoffConnectTimeoutMs N`
                - Range: 1 to 60000
                - Default: `500`
                - Belongs in: the main server, `<VirtualHost>`
                - Flag: `--socket-handoff-connect-timeout-ms`
                - Environment: `USHER_SOCKET_HANDOFF_CONNECT_TIMEOUT_MS`
                """);
        assertThat(page).contains("- Also spelt: `PerlModule`").contains("| `Include` | `PATH\\|GLOB` |");
    }
}
