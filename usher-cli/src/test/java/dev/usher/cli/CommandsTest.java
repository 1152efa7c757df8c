package dev.usher.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

/** What the command line says, and the exit code it ends with. */
class CommandsTest {
    @TempDir
    Path directory;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    private int usher(String... arguments) {
        CommandLine commands = Main.commandLine();
        commands.setOut(new PrintWriter(out, true));
        commands.setErr(new PrintWriter(err, true));
        return commands.execute(arguments);
    }

    private String file(String... lines) throws IOException {
        Path file = directory.resolve("usher.conf");
        Files.writeString(file, String.join("\n", lines) + "\n");
        return file.toString();
    }

    private void checkSays(String config, String... messages) {
        int exit = usher("check", "-f", config);
        assertThat(err.toString()).contains(messages);
        assertThat(exit).isEqualTo(1);
        assertThat(out.toString()).doesNotContain("Syntax OK");
    }

    @Test
    void aRightFileIsSyntaxOk() throws IOException {
        assertThat(usher("check", "-f", file("Listen 127.0.0.1:8080", "DocumentRoot /srv")))
                .isZero();
        assertThat(out).hasToString("Syntax OK\n");
    }

    @Test
    void anUnknownDirectiveIsNamedWithItsLineAndTheNearestOne() throws IOException {
        String file = file("Listen 127.0.0.1:8080", "", "DocumentRot /srv");
        checkSays(file, file + ":3: unknown directive 'DocumentRot'; did you mean 'DocumentRoot'?");
    }

    @Test
    void allErrorsAreSaidAtOnce() throws IOException {
        String file = file("Lissen 80", "KeepAlive Perhaps", "Timeout -1");
        checkSays(file, file + ":1: ", file + ":2: ", file + ":3: ");
    }

    @Test
    void aDirectiveInTheWrongPlaceIsSaidWithItsRightOnes() throws IOException {
        String file = file("MessageDelay 20ms");
        checkSays(file, file + ":1: MessageDelay is not allowed in the main server", "<StreamingDaemon>");
    }

    @Test
    void aNumberOutOfRangeIsSaidWithTheRange() throws IOException {
        String file = file("<StreamingDaemon /tmp/x.sock>", "MaxConnections 0", "</StreamingDaemon>");
        checkSays(file, file + ":2: MaxConnections must be between 1 and 10000000");
    }

    @Test
    void aSectionThatIsNotClosedIsSaidWhereItBegins() throws IOException {
        String file = file("Listen 127.0.0.1:8080", "<Directory /srv>", "DirectoryIndex index.php");
        checkSays(file, file + ":2: <Directory> is not closed");
    }

    @Test
    void anIncludeThatIsMissingIsSaid() throws IOException {
        String file = file("Include missing.conf");
        checkSays(file, file + ":1: ", "missing.conf");
    }

    @Test
    void anErrorInAnIncludedFileNamesThatFile() throws IOException {
        Files.writeString(directory.resolve("more.conf"), "\nNonsense On\n");
        checkSays(file("Include more.conf"), directory.resolve("more.conf") + ":2: unknown directive 'Nonsense'");
    }

    @Test
    void twoListenersAtOneAddressAreSaid() throws IOException {
        String file = file("Listen 127.0.0.1:8080", "Listen 127.0.0.1:8080");
        checkSays(file, file + ":2: Listen 127.0.0.1:8080 stands above already");
    }

    @Test
    void aVariableThatIsNotDefinedIsSaid() throws IOException {
        String file = file("DocumentRoot ${USHER_TEST_NOT_DEFINED}/x");
        checkSays(file, file + ":1: ", "USHER_TEST_NOT_DEFINED");
    }

    @Test
    void explainPrintsEachValueAndItsLine() throws IOException {
        String file = file(
                "Listen 127.0.0.1:8080", "<StreamingDaemon /tmp/x.sock>", "MessageDelay 20ms", "</StreamingDaemon>");
        assertThat(usher("check", "--explain", "-f", file)).isZero();
        assertThat(out.toString())
                .containsPattern("MessageDelay\\s+20ms\\b.*" + file + ":3")
                .containsPattern("Backend\\s+mock\\b.*default")
                .endsWith("Syntax OK\n");
    }

    @Test
    void flagsStandOverTheFileAndItsDefines() throws IOException {
        String file = file(
                "Listen ${port}",
                "Timeout 9",
                "<StreamingDaemon /tmp/x.sock>",
                "MessageDelay 20ms",
                "</StreamingDaemon>");
        assertThat(usher(
                        "check",
                        "--explain",
                        "-f",
                        file,
                        "-D",
                        "port=8081",
                        "--timeout",
                        "7",
                        "--message-delay",
                        "3ms"))
                .isZero();
        assertThat(out.toString())
                .containsPattern("Listen \\*:8081|Listen 8081")
                .containsPattern("Timeout 7\\s+--timeout")
                .containsPattern("MessageDelay 3ms\\s+--message-delay");
    }

    @Test
    void aFlagsBadValueIsNamed() throws IOException {
        assertThat(usher("check", "-f", file("Listen 8081"), "--timeout", "soon"))
                .isEqualTo(1);
        assertThat(err.toString()).contains("--timeout", "soon");
    }

    @Test
    void aFileThatIsMissingIsSaid() {
        assertThat(usher("check", "-f", directory.resolve("none.conf").toString()))
                .isEqualTo(69);
        assertThat(err.toString()).contains("there is no configuration file " + directory.resolve("none.conf"));
        assertThat(usher("run", "-f", directory.resolve("none.conf").toString()))
                .isEqualTo(69);
    }

    @Test
    void aWrongFileDoesNotRun() throws IOException {
        String file = file("Lissen 80");
        assertThat(usher("run", "-f", file)).isEqualTo(78);
        assertThat(err.toString()).contains(file + ":1: unknown directive 'Lissen'; did you mean 'Listen'?");
    }

    @Test
    void aFileWithNothingToRunSaysSo() throws IOException {
        assertThat(usher("run", "-f", file("DocumentRoot /srv"))).isEqualTo(69);
        assertThat(err.toString()).contains("neither a Listen line nor a <StreamingDaemon>");
    }

    @Test
    void theVersionNamesUsherTheJvmAndNetty() {
        assertThat(usher("--version")).isZero();
        assertThat(out.toString()).contains("usher ", "JDK " + Runtime.version(), "Netty 4.2.");
    }

    @Test
    void withoutACommandTheyAreNamed() {
        assertThat(usher()).isEqualTo(2);
        assertThat(err.toString()).contains("a command is missing: demo, run, daemon, exec, check, try");
    }

    @Test
    void anUnknownCommandIsSaidWithThoseThereAre() {
        assertThat(usher("exce", "/run/x.sock", "cat")).isEqualTo(2);
        assertThat(err.toString())
                .contains(
                        "there is no command 'exce'; did you mean 'exec'? there are: bench, check, completion, daemon, demo");
    }

    @Test
    void execNeedsAPathAndACommand() {
        for (String[] arguments : new String[][] {{"exec"}, {"exec", "/run/x.sock"}}) {
            assertThat(usher(arguments)).isEqualTo(2);
        }
        assertThat(err.toString()).contains("usage: usher exec [FLAG...] PATH COMMAND [ARG...]");
    }

    @Test
    void execTakesAnAddressForItsMetrics() {
        assertThat(usher("exec", "--help")).isZero();
        assertThat(out.toString()).contains("--metrics-addr=HOST:PORT|off");
        assertThat(usher("exec", "--metrics-addr", "9090", "/run/x.sock", "cat"))
                .isNotZero();
        assertThat(err.toString()).contains("--metrics-addr", "must be HOST:PORT");
    }

    @Test
    void daemonWithTheExecBackendAndNoCommandNamesTheFlag() throws Exception {
        Path socket = directory.resolve("seat.sock");
        assertThat(usher("daemon", "--socket", socket.toString(), "--metrics-addr", "off", "--backend", "exec"))
                .isNotZero();
        assertThat(err.toString()).contains("--exec-command", "ExecCommand PROGRAM");
        assertThat(socket).doesNotExist();
    }

    @Test
    void execWithACommandThatIsNotThereSaysSoAndListensNowhere() {
        Path socket = directory.resolve("x.sock");
        assertThat(usher("exec", socket.toString(), "no-such-command", "--help"))
                .isEqualTo(69);
        assertThat(err.toString()).contains("cannot run no-such-command: no such command in PATH");
        assertThat(socket).doesNotExist();
    }

    @Test
    void anUnknownOptionIsSaid() {
        assertThat(usher("daemon", "--socket", "/tmp/x.sock", "--mesage-delay", "5ms"))
                .isEqualTo(2);
        assertThat(err.toString()).contains("--mesage-delay");
    }

    @Test
    void aDaemonNeedsItsSocket() {
        assertThat(usher("daemon")).isEqualTo(2);
        assertThat(err.toString()).contains("--socket=PATH");
    }

    @Test
    void aDurationWithoutUnitIsSaid() {
        assertThat(usher("daemon", "--socket", directory.resolve("x.sock").toString(), "--message-delay", "5"))
                .isEqualTo(78);
        assertThat(err.toString()).contains("--message-delay", "ms");
    }

    @ParameterizedTest
    @ValueSource(strings = {"run", "check", "doctor"})
    void theHelpOfWhatReadsAFileSaysThatDirectivesAreFlags(String command) {
        assertThat(usher(command, "--help")).isZero();
        assertThat(out.toString()).contains("directives can be given as flags", "--timeout 30", "usher directives");
    }
}
