package dev.usher.cli.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The daemon takes handoffs from senders that share no code with ours, on either type of socket. */
class ForeignSendersTest {
    private static final Path EXAMPLES = Programs.home().resolve("examples/daemons");

    @TempDir
    Path directory;

    private UsherProcess daemon;

    private Path started(String type) throws Exception {
        Path socket = directory.resolve("seat.sock");
        daemon = UsherProcess.daemon(socket, "--message-delay", "1ms", "--socket-type", type);
        return socket;
    }

    @AfterEach
    void stop() throws Exception {
        daemon.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"seqpacket", "stream"})
    void aSenderInPythonIsServed(String type) throws Exception {
        Path socket = started(type);
        serves("{\"user_id\":7,\"prompt\":\"Grüße 🎭\"}", "Grüße 🎭", python(socket));
        serves("", "Hello", python(socket));
    }

    @ParameterizedTest
    @ValueSource(strings = {"seqpacket", "stream"})
    void aSenderInCIsServed(String type) throws Exception {
        String sender =
                Programs.compiled(EXAMPLES.resolve("sender.c"), directory).toString();
        Path socket = started(type);
        serves("{\"user_id\":7,\"prompt\":\"from C\"}", "from C", sender, socket.toString());
        serves("", "Hello", sender, socket.toString());
    }

    @ParameterizedTest
    @ValueSource(strings = {"seqpacket", "stream"})
    void twoHundredKilobytesFromPythonAreServed(String type) throws Exception {
        Path socket = started(type);
        String data = "{\"padding\":\"" + "x".repeat(200_000) + "\",\"prompt\":\"large\"}";
        Programs.Ran ran = Programs.run(
                data.getBytes(StandardCharsets.UTF_8),
                Programs.python(),
                EXAMPLES.resolve("sender.py").toString(),
                socket.toString(),
                "-");
        requireStream(ran, "large");
    }

    private static String[] python(Path socket) {
        return new String[] {Programs.python(), EXAMPLES.resolve("sender.py").toString(), socket.toString()};
    }

    private static void serves(String data, String prompt, String... sender) throws Exception {
        String[] command = java.util.Arrays.copyOf(sender, sender.length + (data.isEmpty() ? 0 : 1));
        if (!data.isEmpty()) {
            command[sender.length] = data;
        }
        requireStream(Programs.run(command), prompt);
    }

    private static void requireStream(Programs.Ran ran, String prompt) {
        Answer answer = Answer.of(ran.output());
        assertThat(answer.isWholeStream()).as(ran.output()).isTrue();
        assertThat(answer.body()).contains("data: You said: " + prompt + ".\n\n");
        assertThat(ran.exit()).isZero();
    }
}
