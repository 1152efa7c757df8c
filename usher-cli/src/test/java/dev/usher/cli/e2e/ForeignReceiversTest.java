package dev.usher.cli.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The door hands to receivers that share no code with ours, on either type of socket. */
@TestInstance(Lifecycle.PER_CLASS)
class ForeignReceiversTest {
    private Path directory;
    private Stage stage;
    private int sockets;

    @BeforeAll
    void open(@TempDir Path temp) throws Exception {
        directory = temp;
        stage = Stage.asPrinted(temp);
        stage.script("echo.php", """
                <?php
                header("X-Socket-Handoff: {$_GET['to']}");
                if (($_GET['data'] ?? '') !== '') {
                    header("X-Handoff-Data: {$_GET['data']}");
                } elseif (isset($_GET['bytes'])) {
                    header('X-Handoff-Data: ' . str_repeat('x', (int) $_GET['bytes']));
                }
                """);
    }

    @AfterAll
    void close() throws Exception {
        stage.close();
    }

    private Path socket() {
        return stage.run().resolve("receiver" + sockets++ + ".sock");
    }

    @ParameterizedTest
    @ValueSource(strings = {"seqpacket", "stream"})
    void aReceiverInPythonIsHandedTo(String type) throws Exception {
        Path socket = socket();
        try (Receiver _ = Receiver.inPython(socket, type)) {
            echoes(socket);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"seqpacket", "stream"})
    void aReceiverInPhpIsHandedTo(String type) throws Exception {
        Path socket = socket();
        try (Receiver _ = Receiver.inPhp(socket, type)) {
            echoes(socket);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"receiver.py", "receiver.php"})
    void aReceiverIsAboutFortyLines(String name) throws Exception {
        List<String> lines =
                Files.readAllLines(Programs.home().resolve("examples/daemons").resolve(name));
        assertThat(lines.stream().filter(line -> !line.isBlank())).hasSizeLessThanOrEqualTo(45);
    }

    @ParameterizedTest
    @ValueSource(strings = {"seqpacket", "stream"})
    void aReceiverInCIsHandedTo(String type) throws Exception {
        Path socket = socket();
        Path built = Files.createDirectory(directory.resolve("built" + sockets++));
        try (Receiver _ = Receiver.inC(socket, type, built)) {
            echoes(socket);
        }
    }

    private void echoes(Path socket) throws Exception {
        assertThat(asked(socket, "&data=%7B%22a%22%3A1%7D").body()).isEqualTo("{\"a\":1}");
        assertThat(asked(socket, "").body())
                .as("no data is one NUL, which says nothing")
                .isEmpty();
        assertThat(asked(socket, "&bytes=200000").body()).isEqualTo("x".repeat(200_000));
        assertThat(asked(socket, "&data=gr%C3%BC%C3%9Fe").body()).isEqualTo("grüße");
    }

    private Answer asked(Path socket, String query) throws Exception {
        Answer answer = stage.get("/echo.php?to=" + socket + query);
        assertThat(answer.status()).as(answer + stage.usher().log()).isEqualTo(200);
        return answer;
    }
}
