package dev.usher.cli.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.usher.fd.SocketType;
import dev.usher.fd.UnixAddress;
import dev.usher.fd.UnixSocket;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The seed's two commands that look at handoffs, with names of the test's own. */
class SeedMonitoringTest {
    @TempDir
    Path directory;

    @Test
    @RunsSeedBlock(19)
    void theErrorLogsLinesAreFoundByTheirName() throws Exception {
        try (Stage stage = Stage.asPrinted(directory)) {
            stage.handoff("none.php", stage.run() + "/nobody.sock", "'{}'");
            String command = line("tail ")
                    .replace(
                            "/var/log/apache2/error.log",
                            stage.usher().logFile().toString());
            try (Shell tail = new Shell(command)) {
                assertThat(stage.get("/none.php").status()).isEqualTo(503);
                assertThat(tail.line()).contains("[socket_handoff]", "nobody.sock");
            }
        }
    }

    @Test
    @RunsSeedBlock(19)
    void theDaemonsConnectionsAreCounted() throws Exception {
        Programs.find("iproute2", "ss");
        String name = "streaming-daemon-" + ProcessHandle.current().pid() + "-" + System.nanoTime();
        String counts = watched().replace("streaming-daemon", name); // other seats of the machine have the usual name
        Path socket = directory.resolve(name + ".sock");
        try (UsherProcess _ = UsherProcess.daemon(socket)) {
            assertThat(Programs.run("/bin/bash", "-c", counts).output().strip()).isEqualTo("0");
            try (UnixSocket waiting = UnixSocket.open(SocketType.SEQPACKET)) {
                waiting.connect(UnixAddress.path(socket));
                Waiting.until(
                        "it is counted",
                        5,
                        () -> Programs.run("/bin/bash", "-c", counts)
                                .output()
                                .strip()
                                .equals("1"));
            }
        }
    }

    private static String line(String start) throws IOException {
        return SeedBlock.text(19)
                .lines()
                .filter(each -> each.startsWith(start))
                .findFirst()
                .orElseThrow();
    }

    /** What watch runs each second. */
    private static String watched() throws IOException {
        Matcher quoted = Pattern.compile("watch -n1 '(.*)'").matcher(line("watch "));
        assertThat(quoted.matches()).isTrue();
        return quoted.group(1);
    }

    /** A command line that does not end by itself; its processes are ended with it. */
    private static final class Shell implements AutoCloseable {
        private final Process process;
        private final BufferedReader out;

        Shell(String line) throws IOException {
            process = new ProcessBuilder("/bin/bash", "-c", line.replace("grep", "grep --line-buffered"))
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
            out = process.inputReader(StandardCharsets.UTF_8);
        }

        String line() throws IOException {
            return out.readLine();
        }

        @Override
        public void close() throws IOException {
            process.descendants().forEach(ProcessHandle::destroy);
            process.destroy();
            try {
                process.waitFor();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            process.getOutputStream().close();
            process.getErrorStream().close();
            out.close();
        }
    }
}
