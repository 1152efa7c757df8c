package dev.usher.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.usher.config.ConfigLoader;
import dev.usher.config.Overrides;
import dev.usher.config.Setting;
import dev.usher.config.Values;
import dev.usher.daemon.SeatSettings;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** {@code usher daemon --print-config}: what it prints is a file that gives the same values. */
class PrintedSeatTest {
    private static final Path FILE = Path.of("/etc/usher.conf");
    private static final Path SOCKET = Path.of("/run/usher/seat.sock");

    @TempDir
    Path directory;

    private static Values given(Map<String, String> environment, Map<String, List<String>> flags) throws Exception {
        return Overrides.none(Settings.seat())
                .withEnvironment(environment)
                .withFlags(flags)
                .over(Values.defaults());
    }

    private static Values read(String printed) throws Exception {
        return ConfigLoader.of(Settings.all())
                .loadText(FILE, printed)
                .main()
                .children(SeatSettings.SECTION)
                .getFirst()
                .values();
    }

    private static void sameAgain(Values values) throws Exception {
        Values again = read(PrintedSeat.of(SOCKET, values));
        for (Setting<?> setting : SeatSettings.all()) {
            Optional<?> value = values.find(setting);
            assertThat(again.find(setting).map(Object::toString))
                    .as(setting.name())
                    .isEqualTo(value.map(Object::toString));
            assertThat(again.isSet(setting)).as(setting.name()).isEqualTo(values.isSet(setting));
        }
    }

    @Test
    void defaultsAreTheSameAgain() throws Exception {
        sameAgain(Values.defaults());
    }

    @Test
    void flagsAreTheSameAgain() throws Exception {
        sameAgain(given(
                Map.of(),
                Map.of(
                        "--message-delay", List.of("20ms"),
                        "--backends", List.of("typing openai"),
                        "--allowed-senders", List.of("root 33"),
                        "--metrics-addr", List.of("[::1]:9191"),
                        "--socket-mode", List.of("0600"),
                        "--openai-base", List.of("http://127.0.0.1:8000/v1"),
                        "--take-over", List.of("On"))));
    }

    @Test
    void whatTheProcessLogsStandsBeforeTheSection() throws Exception {
        Values values = given(
                Map.of("USHER_LOG_LEVEL", "warn socket_handoff:debug"),
                Map.of("--log-format", List.of("json"), "--access-log", List.of("/var/log/a b.log")));
        sameAgain(values);
        String printed = PrintedSeat.of(SOCKET, values);
        assertThat(printed.substring(0, printed.indexOf("<StreamingDaemon")))
                .contains(
                        "\nLogLineFormat json\n", "\nLogLevel warn socket_handoff:debug\n", "# ErrorLog is not set\n");
        assertThat(printed).contains("    AccessLog \"/var/log/a b.log\"\n");
    }

    @Test
    void wordsKeepTheirBlanksQuotesAndBackslashes() throws Exception {
        sameAgain(given(
                Map.of(),
                Map.of(
                        "--exec-command", List.of("sh -c \"echo \\\"a  b\\\" '#'\" \"it's\" \\\\"),
                        "--openai-model", List.of("a \"b\" c\\"),
                        "--openai-key-file", List.of("/etc/a key #1"))));
    }

    @Test
    void variablesAreTheSameAgainAndNamed() throws Exception {
        Values values =
                given(Map.of("USHER_MESSAGE_DELAY", "7ms", "OPENAI_API_BASE", "http://127.0.0.1:1/v1"), Map.of());
        sameAgain(values);
        assertThat(PrintedSeat.of(SOCKET, values)).contains("# by USHER_MESSAGE_DELAY\n", "# by OPENAI_API_BASE\n");
    }

    @Test
    void aSecretIsNeverPrinted() throws Exception {
        String printed = PrintedSeat.of(SOCKET, given(Map.of("OPENAI_API_KEY", "sk-very-secret"), Map.of()));
        assertThat(printed)
                .doesNotContain("sk-very-secret")
                .contains("# OpenAiKey is set by OPENAI_API_KEY, and a secret: it is not printed\n");
    }

    @Test
    void whatNoFileCanSayIsSaid() throws Exception {
        String printed = PrintedSeat.of(SOCKET, given(Map.of(), Map.of("--openai-model", List.of("${x}"))));
        assertThat(printed).contains("# OpenAiModel is set by --openai-model to what no file can say");
        assertThat(read(printed).isSet(setting("OpenAiModel"))).isFalse();
    }

    @Test
    void flagsStandOverVariablesAndTheseOverTheFile() throws Exception {
        String file =
                "<StreamingDaemon /tmp/x>\nMessageDelay 1ms\nIdleTimeout 1s\nDrainTimeout 1s\n</StreamingDaemon>\n";
        Overrides overrides = Overrides.none(Settings.all())
                .withEnvironment(Map.of("USHER_MESSAGE_DELAY", "2ms", "USHER_IDLE_TIMEOUT", "2s"))
                .withFlags(Map.of("--message-delay", List.of("3ms")));
        Values values = ConfigLoader.of(Settings.all())
                .overriddenBy(overrides)
                .loadText(FILE, file)
                .main()
                .children(SeatSettings.SECTION)
                .getFirst()
                .values();
        assertThat(values.get(SeatSettings.MESSAGE_DELAY)).isEqualTo(Duration.ofMillis(3));
        assertThat(values.get(SeatSettings.IDLE_TIMEOUT)).isEqualTo(Duration.ofSeconds(2));
        assertThat(values.get(SeatSettings.DRAIN_TIMEOUT)).isEqualTo(Duration.ofSeconds(1));
        sameAgain(values);
    }

    @Test
    void theCommandPrintsWhatCheckAccepts() throws IOException {
        Path socket = directory.resolve("a seat.sock");
        StringWriter out = new StringWriter();
        CommandLine usher = Main.commandLine();
        usher.setOut(new PrintWriter(out, true));
        assertThat(usher.execute(
                        "daemon",
                        "--take-over",
                        "--socket",
                        socket.toString(),
                        "--idle-timeout",
                        "9s",
                        "--print-config"))
                .isZero();
        assertThat(out.toString())
                .contains("\n<StreamingDaemon \"" + socket + "\">\n")
                .contains("TakeOver On\n", "# by --idle-timeout\n", "IdleTimeout 9s\n", "# Backend mock   (default)\n");
        assertThat(socket).doesNotExist();
        Path file = Files.writeString(directory.resolve("usher.conf"), out.toString());
        assertThat(Main.commandLine().execute("check", "-f", file.toString())).isZero();
    }

    private static Setting<?> setting(String name) {
        return SeatSettings.all().stream()
                .filter(each -> each.name().equals(name))
                .findFirst()
                .orElseThrow();
    }
}
