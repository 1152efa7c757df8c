package dev.usher.cli.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the log of the whole program says of handlers: of their words, and of those that do not return at its end. */
class HandlerLogTest {
    @TempDir
    Path directory;

    @BeforeEach
    void handlers() throws IOException {
        directory = directory.toRealPath();
        Files.createDirectory(directory.resolve("handlers"));
    }

    private void write(String name, String body) throws IOException {
        Files.writeString(directory.resolve("handlers/" + name + ".java"), """
                import dev.usher.server.connection.*;
                import org.slf4j.*;
                public class %s {
                    private static final Logger LOG = LoggerFactory.getLogger("%s");
                    public static Outcome handler(Connection c) throws Exception {
                        %s
                    }
                }
                """.formatted(name, name, body));
    }

    private static Socket says(int port, String words) throws IOException {
        Socket client = new Socket(InetAddress.getLoopbackAddress(), port);
        client.setSoTimeout(20_000);
        OutputStream out = client.getOutputStream();
        out.write(words.getBytes(StandardCharsets.ISO_8859_1));
        return client;
    }

    @Test
    void whatAClientSaysIsNoLineOfTheLog() throws Exception {
        write("Teller", """
                byte[] heard = new byte[100];
                int length = c.clientSocket().receive(heard);
                LOG.error("heard {}", new String(heard, 0, length, "ISO-8859-1"));
                return Outcome.OK;
                """);
        try (UsherProcess usher = UsherProcess.run(
                        directory,
                        port -> "HandlerPath handlers\nListen 127.0.0.1:" + port
                                + "\nProcessConnectionHandler Teller\n");
                Socket client = says(usher.port(), "x\r\nFAKE line\u001b[2J\n")) {
            assertThat(client.getInputStream().read()).isEqualTo(-1);
            usher.awaitLog("ERROR [Teller] heard x\\r\\nFAKE line\\x1b[2J\\n\n");
            assertThat(usher.log().lines()).noneMatch(line -> line.startsWith("FAKE"));
        }
    }

    @Test
    void eachErrorOfASourceHasItsLine() throws Exception {
        write("Broken", "int a = oops; int b = \"words\"; return Outcome.OK;");
        try (UsherProcess usher = UsherProcess.run(
                        directory,
                        port -> "HandlerPath handlers\nListen 127.0.0.1:" + port
                                + "\nProcessConnectionHandler Broken\n");
                Socket client = says(usher.port(), "")) {
            assertThat(client.getInputStream().read()).isEqualTo(-1);
            String file = directory.resolve("handlers/Broken.java") + ":6:";
            usher.awaitLog("failed, the connection is closed");
            assertThat(usher.log().lines())
                    .filteredOn(line -> line.contains("ERROR [handler] "))
                    .satisfiesExactly(
                            line -> assertThat(line).contains("does not compile; it cannot be used: " + file),
                            line -> assertThat(line).contains("does not compile; it cannot be used: " + file));
        }
    }

    /** Handlers of four listeners that ignore their interruption: 2 s in all, and that it has stopped is said last. */
    @Test
    void handlersThatDoNotReturnHoldTheEndOnceAndThatItHasStoppedIsSaidLast() throws Exception {
        write("Stubborn", """
                LOG.info("begun");
                while (true) {
                    try {
                        Thread.sleep(60_000);
                    } catch (InterruptedException e) {
                        LOG.info("interrupted");
                    }
                }
                """);
        try (UsherProcess usher = UsherProcess.run(
                        directory,
                        port -> "HandlerPath handlers\nListen 127.0.0.1:" + port
                                + "\nListen 127.0.0.2:" + port + "\nListen 127.0.0.3:" + port + "\nListen 127.0.0.4:"
                                + port
                                + "\nProcessConnectionHandler Stubborn\n");
                Socket _ = new Socket(InetAddress.ofLiteral("127.0.0.1"), usher.port());
                Socket _ = new Socket(InetAddress.ofLiteral("127.0.0.2"), usher.port());
                Socket _ = new Socket(InetAddress.ofLiteral("127.0.0.3"), usher.port());
                Socket _ = new Socket(InetAddress.ofLiteral("127.0.0.4"), usher.port())) {
            Waiting.until("all have begun", 20, () -> count(usher, "begun") == 4);
            long start = System.nanoTime();
            usher.terminate();
            assertThat(usher.exit(20)).isZero();
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(6));
            assertThat(count(usher, "interrupted")).isEqualTo(4);
            assertThat(count(usher, "Stubborn does not return, and its thread is left behind"))
                    .isEqualTo(4);
            List<String> lines = usher.log().lines().toList();
            assertThat(lines.getLast()).endsWith("[usher] stopped");
        }
    }

    private static long count(UsherProcess usher, String words) throws IOException {
        return usher.log().lines().filter(line -> line.endsWith(words)).count();
    }
}
