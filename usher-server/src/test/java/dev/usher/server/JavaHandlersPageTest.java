package dev.usher.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.usher.config.ConfigLoader;
import dev.usher.server.content.Fetched;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The handler and the configuration of docs/java-handlers.md, compiled and run. */
class JavaHandlersPageTest {
    @TempDir
    Path temp;

    private final Path classes = classes();

    /** A directory that is on the class path already. */
    private static Path classes() {
        try {
            return Path.of(JavaHandlersPageTest.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toURI());
        } catch (java.net.URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    private static List<String> blocks() throws IOException {
        String page = Files.readString(Path.of("../docs/java-handlers.md"));
        return Pattern.compile("```[a-z]*\n(.*?)```", Pattern.DOTALL)
                .matcher(page)
                .results()
                .map(block -> block.group(1))
                .toList();
    }

    @AfterEach
    void tidy() throws IOException {
        Files.deleteIfExists(classes.resolve("Countdown.class"));
    }

    @Test
    void theHandlerOfThePageIsCompiledAndRunAsPrinted() throws Exception {
        List<String> blocks = blocks();
        Path source = Files.writeString(temp.resolve("Countdown.java"), blocks.get(0));
        int compiled = ToolProvider.getSystemJavaCompiler()
                .run(null, null, null, "-proc:none", "-d", classes.toString(), source.toString());
        assertThat(compiled).isZero();
        String config = blocks.get(1).replace("127.0.0.1:8080", "127.0.0.1:0");
        try (Door door =
                Door.open(ConfigLoader.of(ServerSettings.catalog()).loadText(temp.resolve("usher.conf"), config), 1)) {
            Fetched answer = Fetched.of(door.ports().getFirst(), "GET", "/countdown?from=2", new byte[0]);
            assertThat(answer.header("Content-Type")).isEqualTo("text/event-stream");
            assertThat(answer.text()).isEqualTo("data: 2\n\ndata: 1\n\nevent: done\ndata: [DONE]\n\n");
        }
    }
}
