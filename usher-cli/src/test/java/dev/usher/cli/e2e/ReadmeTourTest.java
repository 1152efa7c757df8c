package dev.usher.cli.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.usher.testkit.PhpFpm;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The minute's tour of README.md, run as it is printed, with /tmp/tour and the port put elsewhere. */
class ReadmeTourTest {
    private static final Path HOME = Programs.home();

    @TempDir
    Path directory;

    /** The code blocks between the tour's heading and the next one. */
    private static List<String> blocks() throws IOException {
        String readme = Files.readString(HOME.resolve("README.md"));
        String tour = readme.substring(readme.indexOf("## A minute with php-fpm"), readme.indexOf("## The commands"));
        return Pattern.compile("```[a-z]*\n(.*?)```", Pattern.DOTALL)
                .matcher(tour)
                .results()
                .map((MatchResult block) -> block.group(1))
                .toList();
    }

    private static int freePort() throws IOException {
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return free.getLocalPort();
        }
    }

    @Test
    void theTourRunsAsPrinted() throws Exception {
        List<String> blocks = blocks();
        assertThat(blocks).hasSize(4);
        int port = freePort();
        Path tour = Files.createDirectory(directory.resolve("tour"));
        Programs.run("/bin/chmod", "-R", "a+rx", directory.toString()); // php-fpm's children are www-data
        String make = placed(blocks.get(0), tour, port);
        assertThat(Programs.run("/bin/bash", "-euc", make).exit()).isZero();
        String[] start = placed(blocks.get(1), tour, port).strip().split("\n");
        assertThat(start).hasSize(2);
        assertThat(start[0]).contains("php-fpm");
        assertThat(start[1]).startsWith("./usher run -f ");
        PhpFpm.binary(); // says so where it is missing
        try (Shell php = new Shell(tour.resolve("php.out"), start[0]);
                UsherProcess usher = UsherProcess.begin(
                        tour,
                        0,
                        port,
                        List.of(start[1].substring("./usher ".length()).split(" ")))) {
            usher.awaitLog("ready, pid");
            Waiting.until("php-fpm listens", 20, () -> php.isAlive() && Files.exists(tour.resolve("run/php-fpm.sock")));
            String curls = "exec 2>/dev/null\n" + placed(blocks.get(2), tour, port); // its meter, where no terminal is
            Programs.Ran curl = Programs.run("/bin/bash", "-euc", curls);
            String[] shown = shown(blocks.get(3));
            assertThat(curl.output()).startsWith(shown[0]).endsWith(shown[1] + "\n");
            assertThat(curl.exit()).isZero();
        }
    }

    private static String placed(String block, Path tour, int port) {
        return block.replace("/tmp/tour", tour.toString()).replace("18080", Integer.toString(port));
    }

    /** The parts of what is printed between the ellipses. */
    private static String[] shown(String block) {
        String[] parts = block.split("…\n", -1);
        assertThat(parts).as("one ellipsis").hasSize(2);
        return parts;
    }

    /** A line in a terminal of its own, ended with SIGTERM. */
    private static final class Shell implements AutoCloseable {
        private final Process process;

        Shell(Path out, String line) throws IOException {
            process = new ProcessBuilder("/bin/bash", "-c", "exec " + line)
                    .redirectErrorStream(true)
                    .redirectOutput(out.toFile())
                    .start();
        }

        boolean isAlive() {
            return process.isAlive();
        }

        @Override
        public void close() {
            process.destroy();
            try {
                process.waitFor(10, TimeUnit.SECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            process.destroyForcibly();
        }
    }
}
