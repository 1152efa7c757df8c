package dev.usher.cli.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The seed's blocks of configuration, each as a file of its own: {@code usher check --explain} says what they do. */
class SeedConfigBlocksTest {
    @TempDir
    Path directory;

    private Path file;

    /** What check says of a file; the file must be right. */
    private String explained(String block) throws Exception {
        file = Files.writeString(directory.resolve("usher.conf"), block);
        try (UsherProcess check =
                UsherProcess.begin(directory, 0, 0, List.of("check", "--explain", "-f", file.toString()))) {
            assertThat(check.exit(30)).as(check.log()).isZero();
            return check.log();
        }
    }

    private String line(String said, String directive) {
        return said.lines()
                .filter(each -> each.strip().startsWith(directive + " "))
                .findFirst()
                .map(each -> each.strip().replaceAll(" +", " ").replace(file.toString(), "usher.conf"))
                .orElse("not said");
    }

    @Test
    @RunsSeedBlock(4)
    void theFourLinesAreInEffect() throws Exception {
        String said = explained(SeedBlock.text(4));
        assertThat(line(said, "SocketHandoffEnabled")).isEqualTo("SocketHandoffEnabled On usher.conf:3");
        assertThat(line(said, "SocketHandoffAllowedPrefix"))
                .isEqualTo("SocketHandoffAllowedPrefix /var/run/ usher.conf:4");
        assertThat(line(said, "SocketHandoffConnectTimeoutMs"))
                .isEqualTo("SocketHandoffConnectTimeoutMs 500 usher.conf:5");
        assertThat(said).contains("LoadModule socket_handoff_module is ignored");
    }

    @Test
    @RunsSeedBlock(5)
    void eachChoiceOfTheSyntaxLineIsTaken() throws Exception {
        String[] words = SeedBlock.text(5).strip().split(" ", 2);
        for (String choice : words[1].split("\\|", -1)) {
            String said = explained(words[0] + " " + choice + "\n");
            assertThat(line(said, words[0])).isEqualTo(words[0] + " " + choice + " usher.conf:1");
        }
    }

    @Test
    @RunsSeedBlock({6, 7, 18})
    void theSingleLinesAreInEffect() throws Exception {
        for (int number : new int[] {6, 7, 18}) {
            String block = SeedBlock.text(number);
            String said = explained(block);
            assertThat(line(said, block.split(" ", 2)[0])).isEqualTo(block.strip() + " usher.conf:1");
        }
    }

    @Test
    @RunsSeedBlock(20)
    void theScopeOfObjectsIsInEffect() throws Exception {
        assertThat(line(explained(SeedBlock.text(20)), "HandlerScope"))
                .isEqualTo("HandlerScope connection usher.conf:1");
    }
}
