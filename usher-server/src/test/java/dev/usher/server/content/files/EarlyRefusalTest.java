package dev.usher.server.content.files;

import static org.assertj.core.api.Assertions.assertThat;

import dev.usher.server.content.ContentDoor;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** ATTACKS A14: a body that nobody wants is neither invited nor waited for. */
class EarlyRefusalTest {
    @TempDir
    Path temp;

    private String answerTo(String request) throws Exception {
        Files.createDirectory(temp.resolve("site"));
        Files.writeString(temp.resolve("site/a.txt"), "static");
        try (ContentDoor door = new ContentDoor(temp, "DocumentRoot site\n");
                Socket client = new Socket(InetAddress.getLoopbackAddress(), door.port())) {
            client.setSoTimeout(5_000);
            client.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
            return new String(client.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Content-Length: 1000000\r\nExpect: 100-continue\r\n",
                "Content-Length: 1000000\r\n",
                "Transfer-Encoding: chunked\r\nExpect: 100-continue\r\n"
            })
    void aBodyForAFileIsRefusedBeforeItComes(String fields) throws Exception {
        String answer = answerTo("POST /a.txt HTTP/1.1\r\nHost: h\r\n" + fields + "\r\n");
        assertThat(answer)
                .startsWith("HTTP/1.1 405 ")
                .contains("\r\nAllow: GET, HEAD, OPTIONS\r\n", "\r\nConnection: close\r\n");
        assertThat(answer.indexOf("HTTP/1.1 ", 1)).as("one answer only").isNegative();
    }

    @Test
    void aRefusalWithoutABodyKeepsTheConnection() throws Exception {
        assertThat(answerTo("POST /a.txt HTTP/1.1\r\nHost: h\r\nContent-Length: 0\r\n\r\n"
                        + "GET /a.txt HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n"))
                .startsWith("HTTP/1.1 405 ")
                .endsWith("\r\n\r\nstatic");
    }
}
