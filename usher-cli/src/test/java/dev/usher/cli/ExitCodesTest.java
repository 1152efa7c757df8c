package dev.usher.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** Each exit code of docs/commands.md, reached by a command. */
class ExitCodesTest {
    @TempDir
    Path directory;

    private final StringWriter err = new StringWriter();

    private int usher(String... arguments) {
        CommandLine commands = Main.commandLine();
        commands.addSubcommand(new Faulty());
        commands.setExecutionExceptionHandler(new Complaint());
        commands.setOut(new PrintWriter(new StringWriter(), true));
        commands.setErr(new PrintWriter(err, true));
        return commands.execute(arguments);
    }

    private String file(String text) throws IOException {
        return Files.writeString(directory.resolve("usher.conf"), text + "\n").toString();
    }

    /** What no real command does. */
    @CommandLine.Command(name = "faulty")
    private static final class Faulty implements Callable<Integer> {
        @Override
        public Integer call() {
            throw new IllegalStateException("a fault");
        }
    }

    @Test
    void thePageHasTheCodesThereAre() throws IOException {
        String page = Files.readString(Path.of("../docs/commands.md"));
        String table = page.substring(page.indexOf("## Exit codes"), page.indexOf("## doctor"));
        Set<Integer> codes = new TreeSet<>();
        Pattern.compile("^\\| (\\d+) \\|", Pattern.MULTILINE)
                .matcher(table)
                .results()
                .forEach(row -> codes.add(Integer.parseInt(row.group(1))));
        assertThat(codes)
                .containsExactly(
                        ExitCode.OK,
                        ExitCode.FINDINGS,
                        ExitCode.USAGE,
                        ExitCode.UNAVAILABLE,
                        ExitCode.SOFTWARE,
                        ExitCode.CONFIG);
    }

    @Test
    void wellIs0() throws IOException {
        assertThat(usher("check", "-f", file("DocumentRoot /"))).isZero();
        assertThat(usher("help", "try")).isZero();
        assertThat(usher("completion", "zsh")).isZero();
    }

    @Test
    void findingsAre1() throws IOException {
        String broken = file("KeepAlive Perhaps");
        assertThat(usher("check", "-f", broken)).isEqualTo(1);
        assertThat(usher("doctor", "-f", broken)).isEqualTo(1);
    }

    @Test
    void aWrongCommandLineIs2AndTheNearestCommandIsNamed() {
        assertThat(usher("dameon")).isEqualTo(2);
        assertThat(err.toString()).contains("there is no command 'dameon'; did you mean 'daemon'?");
        assertThat(usher("help", "nonsense")).isEqualTo(2);
        assertThat(usher("completion", "fish")).isEqualTo(2);
        assertThat(err.toString()).contains("bash and zsh", "fish");
        assertThat(usher("try", "--straem", "x")).isEqualTo(2);
        assertThat(err.toString()).contains("--stream");
    }

    @Test
    void whatIsMissingIs69() {
        String none = directory.resolve("none").toString();
        assertThat(usher("run", "-f", none)).isEqualTo(69);
        assertThat(usher("check", "-f", none)).isEqualTo(69);
        assertThat(usher("doctor", "-f", none)).isEqualTo(69);
        assertThat(usher("try", none)).isEqualTo(69);
        assertThat(err.toString()).contains("there is no socket " + none + ": start its daemon");
    }

    @Test
    void aRegularFileIsNoSocketToTry() throws IOException {
        assertThat(usher("try", file("mine"))).isEqualTo(69);
        assertThat(err.toString()).contains("usher.conf is no socket");
    }

    @Test
    void aTimeOutOfItsRangeIs2() throws IOException {
        assertThat(usher("try", "--timeout", "0", "/tmp/x.sock")).isEqualTo(2);
        assertThat(usher("try", "--timeout", "-5", "/tmp/x.sock")).isEqualTo(2);
        assertThat(usher("doctor", "--patience", "-1", "-f", file("DocumentRoot /")))
                .isEqualTo(2);
        assertThat(err.toString())
                .contains(
                        "--timeout 0 is not between 1 and 86400 seconds",
                        "--timeout -5 is not between",
                        "--patience -1 is not between");
    }

    @Test
    void aFaultOfOursIs70WithItsStack() {
        assertThat(usher("faulty")).isEqualTo(70);
        assertThat(err.toString()).contains("a fault of Usher's own, please report it", "IllegalStateException");
    }

    @Test
    void aWrongConfigurationIs78() throws IOException {
        assertThat(usher("run", "-f", file("Lissen 80"))).isEqualTo(78);
        assertThat(usher("daemon", "--socket", "/tmp/x.sock", "--message-delay", "5"))
                .isEqualTo(78);
        assertThat(usher("daemon", "--socket", "/tmp/x.sock", "--backend", "gpt"))
                .isEqualTo(78);
    }
}
