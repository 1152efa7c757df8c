package dev.usher.cli.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The blocks of docs/exec.md, run as printed, with /run/seats and /srv/handlers put elsewhere. */
class ExecDocsTest {
    @TempDir
    Path directory;

    private List<String> blocks() throws Exception {
        return Pattern.compile("```[a-z]+\n(.*?)```", Pattern.DOTALL)
                .matcher(Files.readString(Programs.home().resolve("docs/exec.md")))
                .results()
                .map(block -> block.group(1)
                        .replace("/run/seats", directory.toString())
                        .replace(
                                "/srv/handlers",
                                Programs.home().resolve("examples/handlers").toString()))
                .toList();
    }

    @Test
    void theCommandsAndTheConfigurationRunAsPrinted() throws Exception {
        List<String> blocks = blocks();
        assertThat(blocks).hasSize(3);
        Path socket = directory.resolve("hello.sock");
        Path handlers = Programs.home().resolve("examples/handlers");
        try (Fdrecv _ = Fdrecv.typed(handlers, blocks.get(0), socket, directory)) {
            assertTried(blocks.get(1));
        }
        try (UsherProcess _ = UsherProcess.run(directory, _ -> blocks.get(2))) {
            assertTried(blocks.get(1));
        }
    }

    private void assertTried(String line) throws Exception {
        String path = "PATH=" + Fdrecv.commands(directory) + ":$PATH\n";
        Programs.Ran tried = Programs.run("/bin/bash", "-ec", path + line);
        assertThat(tried.output())
                .contains("HTTP/1.1 200 OK", "data: Hello \n\ndata: World \n\nevent: done\ndata: [DONE]");
        assertThat(tried.exit()).isZero();
    }
}
