package dev.usher.cli.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.usher.fd.SocketType;
import dev.usher.fd.UnixAddress;
import dev.usher.fd.UnixSocket;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
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
        assertThat(lines.stream().filter(line -> !line.isBlank())).hasSizeLessThanOrEqualTo(42);
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

    private static Receiver receiver(String language, Path socket, String type) throws Exception {
        return language.equals("python") ? Receiver.inPython(socket, type) : Receiver.inPhp(socket, type);
    }

    @ParameterizedTest
    @ValueSource(strings = {"python", "php"})
    void aClientThatResetsEndsNothingButItself(String language) throws Exception {
        Path socket = socket();
        try (Receiver receiver = receiver(language, socket, "seqpacket")) {
            for (int i = 0; i < 3; i++) {
                Handed.resetTo(socket, "x".repeat(100_000));
                assertThat(Handed.exchange(socket, "{\"next\":1}").body()).isEqualTo("{\"next\":1}");
            }
            assertThat(receiver.errors()).doesNotContain("Warning", "Traceback");
        }
    }

    @ParameterizedTest
    @CsvSource({"python,seqpacket", "python,stream", "php,seqpacket", "php,stream"})
    void aSilentSenderKeepsTheNextOneWaitingForSecondsOnly(String language, String type) throws Exception {
        Path socket = socket();
        SocketType kind = SocketType.valueOf(type.toUpperCase(Locale.ROOT));
        try (Receiver _ = receiver(language, socket, type);
                UnixSocket silent = UnixSocket.open(kind)) {
            silent.connect(UnixAddress.path(socket));
            long begun = System.nanoTime();
            assertThat(asked(socket, "&data=%7B%7D").body()).isEqualTo("{}");
            assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(15));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"python", "php"})
    void aSecondMessagesDescriptorIsClosedToo(String language) throws Exception {
        Path socket = socket();
        try (Receiver receiver = receiver(language, socket, "stream")) {
            assertThat(asked(socket, "&data=first").body()).isEqualTo("first");
            long open = receiver.openFiles(); // perhaps with what the first one's client has not closed yet
            for (int i = 0; i < 5; i++) {
                assertThat(twice(socket)).endsWith("\r\n\r\nonetwo");
            }
            assertThat(asked(socket, "&data=last").body()).isEqualTo("last");
            Waiting.until("what came is closed", 20, () -> receiver.openFiles() <= open);
        }
    }

    /** One connection, two messages, a descriptor with each; what the first one's client hears. */
    private static String twice(Path socket) throws Exception {
        try (UnixSocket.Pair one = UnixSocket.pair(SocketType.STREAM);
                UnixSocket.Pair two = UnixSocket.pair(SocketType.STREAM)) {
            try (UnixSocket door = UnixSocket.open(SocketType.STREAM)) {
                door.connect(UnixAddress.path(socket));
                door.send(ByteBuffer.wrap("one".getBytes(UTF_8)), one.right().fd());
                door.send(ByteBuffer.wrap("two".getBytes(UTF_8)), two.right().fd());
            }
            one.right().close();
            return Receiver.heard(one.left());
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
