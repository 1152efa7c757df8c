package dev.usher.cli.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;

/**
 * The second seed's two protocols: its configuration as printed, with one line before it, and its sessions byte for byte.
 */
@TestInstance(Lifecycle.PER_CLASS)
class SeedProtocolsTest {
    private static final Path EXAMPLES = Programs.home().resolve("examples/handlers");
    private static final int PATIENCE_MILLIS = 20_000;
    private static final int SOCKET_PORT = 8010;
    private static final int BRIGADE_PORT = 8011;

    private Turn turn;
    private UsherProcess usher;

    @BeforeAll
    void open(@TempDir Path directory) throws Exception {
        turn = Turn.of("ports 8010 and 8011");
        Assumptions.assumeFalse(
                isTaken(SOCKET_PORT) || isTaken(BRIGADE_PORT), "the seed's ports are a running server's");
        String config = "HandlerPath " + EXAMPLES + "\n" + SeedBlock.text(23) + SeedBlock.text(27);
        usher = UsherProcess.run(directory, _ -> config);
    }

    private static boolean isTaken(int port) {
        try (Socket _ = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return true;
        } catch (IOException nobody) {
            return false;
        }
    }

    @AfterAll
    void close() throws Exception {
        try {
            if (usher != null) {
                usher.close();
            }
        } finally {
            if (turn != null) {
                turn.close();
            }
        }
    }

    /** A session as printed: what was typed, what was answered, and a blank line as the last that was typed. */
    private static void hold(int session, String host, int port, String answerToBlank) throws IOException {
        List<String> printed = SeedBlock.text(session).lines().toList();
        assertThat(printed.getFirst()).isEqualTo("panic% telnet localhost " + port);
        assertThat(printed.getLast()).isEqualTo("Connection closed by foreign host.");
        List<String> lines = printed.subList(4, printed.size() - 1);
        assertThat(lines).hasSize(6);
        try (Socket client = new Socket(InetAddress.ofLiteral(host), port)) {
            client.setSoTimeout(PATIENCE_MILLIS);
            for (int i = 0; i < lines.size(); i += 3) {
                type(client, lines.get(i) + "\r\n");
                String answer = lines.get(i + 1) + "\r\n";
                assertThat(new String(client.getInputStream().readNBytes(answer.length()), StandardCharsets.US_ASCII))
                        .isEqualTo(answer);
            }
            type(client, lines.getLast() + "\r\n");
            assertThat(new String(client.getInputStream().readAllBytes(), StandardCharsets.US_ASCII))
                    .isEqualTo(answerToBlank);
        }
    }

    private static void type(Socket client, String text) throws IOException {
        client.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
    }

    @Test
    @RunsSeedBlock({23, 24, 25, 26})
    void theSocketsSessionIsAsPrinted() throws Exception {
        hold(25, "127.0.0.1", SOCKET_PORT, "");
    }

    @Test
    @RunsSeedBlock({23, 24, 25, 26})
    void theSocketsSessionIsAsPrintedByIpv6() throws Exception {
        hold(25, "::1", SOCKET_PORT, "");
    }

    @Test
    @RunsSeedBlock({27, 28, 29, 30})
    void theBrigadesSessionIsAsPrinted() throws Exception {
        hold(29, "127.0.0.1", BRIGADE_PORT, "\r\n");
    }

    @Test
    @RunsSeedBlock({27, 28, 29, 30})
    void theBrigadesSessionIsAsPrintedByIpv6() throws Exception {
        hold(29, "::1", BRIGADE_PORT, "\r\n");
    }

    /** Both of the seed's heads of a handler, in Java: who they are given is who the client is. */
    @Test
    @RunsSeedBlock({21, 22})
    void handlersAreGivenTheConnectionAndItsSocket(@TempDir Path directory) throws Exception {
        Files.writeString(directory.resolve("Pre.java"), """
                import dev.usher.server.connection.*;
                public class Pre {
                    public static Outcome handler(Connection c, ClientSocket socket) {
                        c.notes().set("same", socket == c.clientSocket());
                        return Outcome.OK;
                    }
                }
                """);
        Files.writeString(directory.resolve("Process.java"), """
                import dev.usher.server.connection.*;
                public class Process {
                    public static Outcome handler(Connection c) throws Exception {
                        ClientSocket socket = c.clientSocket();
                        byte[] said = (c.notes().get("same") + " " + socket.remoteHost()).getBytes();
                        socket.send(said, 0, said.length);
                        return Outcome.OK;
                    }
                }
                """);
        String config = "HandlerPath " + directory
                + "\nPerlPreConnectionHandler Pre\nPerlProcessConnectionHandler Process\nListen 127.0.0.1:";
        try (UsherProcess both = UsherProcess.run(directory, port -> config + port + "\n");
                Socket client = new Socket(InetAddress.getLoopbackAddress(), both.port())) {
            client.setSoTimeout(PATIENCE_MILLIS);
            assertThat(new String(client.getInputStream().readAllBytes(), StandardCharsets.US_ASCII))
                    .isEqualTo("true 127.0.0.1");
        }
    }

    /** A real client's mail. */
    @Test
    void pythonDeliversAMailToTheExamplesSink(@TempDir Path directory) throws Exception {
        String config = "HandlerPath " + EXAMPLES + "\nProcessConnectionHandler SmtpSink\nListen 127.0.0.1:";
        String python = Programs.python();
        try (UsherProcess sink = UsherProcess.run(directory, port -> config + port + "\n")) {
            Programs.Ran ran = Programs.run(python, "-c", """
                    import smtplib
                    with smtplib.SMTP('127.0.0.1', %d, timeout=20) as client:
                        print(client.sendmail('me@here.example', ['you@there.example', 'and@you.example'],
                            'Subject: points\\r\\n\\r\\n.\\r\\n..\\r\\nend'))
                    """.formatted(sink.port()));
            assertThat(ran.output()).isEqualTo("{}\n");
            assertThat(ran.exit()).isZero();
            sink.awaitLog("a mail of 31 bytes for 2");
        }
    }
}
