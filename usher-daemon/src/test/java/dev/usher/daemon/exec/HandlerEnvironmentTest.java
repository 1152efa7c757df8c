package dev.usher.daemon.exec;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which variables a handler gets. */
class HandlerEnvironmentTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "OPENAI_API_KEY",
                "openai_api_key",
                "API_KEY",
                "X_APIKEY",
                "ANTHROPIC_API_KEY_2",
                "HF_API_TOKEN",
                "GITHUB_TOKEN",
                "AWS_SECRET_ACCESS_KEY",
                "AWS_ACCESS_KEY_ID",
                "AWS_SESSION_TOKEN",
                "CLIENT_SECRET",
                "SECRET_KEY_BASE",
                "DB_PASSWORD",
                "PGPASSWORD",
                "MYSQL_PWD",
                "SSH_PASSPHRASE",
                "GOOGLE_APPLICATION_CREDENTIALS",
                "TLS_PRIVATE_KEY",
                "USHER_OPENAI_BASE",
                "USHER_JAVA_OPTS",
                "HANDOFF_DATA",
                "NOTIFY_SOCKET",
                "LISTEN_FDS"
            })
    void secretsAndWhatIsOursAreLeftOut(String name) {
        assertThat(HandlerEnvironment.isForHandlers(name)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "PATH",
                "HOME",
                "PWD",
                "OLDPWD",
                "LANG",
                "LC_ALL",
                "TZ",
                "SSH_AUTH_SOCK",
                "MAX_TOKENS",
                "KEYBOARD",
                "DATABASE_URL",
                "XDG_RUNTIME_DIR"
            })
    void theRestIsTheirs(String name) {
        assertThat(HandlerEnvironment.isForHandlers(name)).isTrue();
    }

    @Test
    void whatIsInheritedPassesByteForByteWithTheDataBehindIt() {
        byte[] environ =
                "A=\u00ff=x\nOPENAI_API_KEY=1\0B=\0nonsense\0=C:\0OPENAI_API_KEY=secret\0".getBytes(ISO_8859_1);
        List<String> all = HandlerEnvironment.of(environ).with(new byte[] {'{', (byte) 0x80}).stream()
                .map(each -> new String(each, ISO_8859_1))
                .toList();
        assertThat(all).containsExactly("A=\u00ff=x\nOPENAI_API_KEY=1", "B=", "HANDOFF_DATA={\u0080");
    }
}
