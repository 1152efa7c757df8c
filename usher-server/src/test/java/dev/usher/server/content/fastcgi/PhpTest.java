package dev.usher.server.content.fastcgi;

import static org.assertj.core.api.Assertions.assertThat;

import dev.usher.server.content.ContentDoor;
import dev.usher.server.content.Fetched;
import dev.usher.server.content.Recorded;
import dev.usher.testkit.PhpFpm;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A real php-fpm on a Unix socket behind a real door. */
@TestInstance(Lifecycle.PER_CLASS)
class PhpTest {
    private static final String DUMP =
            "<?php foreach ($_SERVER as $k => $v) if (is_string($v)) echo $k, '=', $v, \"\\n\";";

    @TempDir
    static Path temp;

    private PhpFpm fpm;
    private ContentDoor door;
    private Path root;

    @BeforeAll
    void start() throws Exception {
        root = Files.createDirectory(temp.resolve("site"));
        script("server.php", DUMP);
        script("index.php", DUMP);
        script("body.php", "<?php echo strlen($b = file_get_contents('php://input')), ' ', md5($b);");
        script("post.php", "<?php echo $_POST['prompt'] ?? 'none';");
        script(
                "status.php",
                "<?php http_response_code(404); header('X-One: 1'); header('X-Two: a'); header('X-Two: b', false);");
        script("redirect.php", "<?php header('Location: /elsewhere');");
        script("error.php", "<?php error_log(\"first line\\nsecond \\x1b[31mline\"); echo 'fine';");
        script("flood.php", "<?php for ($i = 0; $i < 20; $i++) error_log(str_repeat('x', 1000)); echo 'fine';");
        script("session.php", "<?php session_start(); echo $_SESSION['n'] = ($_SESSION['n'] ?? 0) + 1;");
        script("large.php", "<?php for ($i = 0; $i < 640; $i++) echo str_repeat(chr(65 + $i % 26), 8192);");
        script("empty.php", "<?php http_response_code(204);");
        script("length.php", "<?php header('Content-Length: 5'); echo 'hello';");
        script("bytes.php", "<?php header(\"X-Bytes: gr\\xc3\\xbcn \\xff\"); echo 'x';");
        Files.writeString(root.resolve("x.txt"), "<?php echo 'must not run';");
        fpm = PhpFpm.onUnixSocket(temp, "pm.status_path = /fpm-status");
        door = new ContentDoor(temp, config());
    }

    private String config() {
        return "DocumentRoot site\nDirectoryIndex index.php\n" + fpm.phpFiles()
                + "<Location /fpm-status>\nSetHandler \"" + fpm.handler() + "\"\n</Location>\n"
                + "<Directory " + root + "/app>\nFallbackResource /app/index.php\n</Directory>\n"
                + "SetEnv APP_MODE test\nServerAdmin admin@site.example\n";
    }

    private void script(String name, String php) throws IOException {
        Files.writeString(root.resolve(name), php);
    }

    @AfterAll
    void stop() {
        if (door != null) {
            door.close();
        }
        if (fpm != null) {
            fpm.close();
        }
    }

    private Map<String, String> server(String method, String target, String... headers) throws IOException {
        Fetched dump = door.send(method, target, new byte[0], headers);
        assertThat(dump.status()).isEqualTo(200);
        Map<String, String> variables = new TreeMap<>();
        dump.text().lines().forEach(line -> {
            int equals = line.indexOf('=');
            variables.put(line.substring(0, equals), line.substring(equals + 1));
        });
        return variables;
    }

    @Test
    void aHeaderNameWithACharacterThatCgiFoldsNeverReachesPhp() throws Exception {
        List<String> headers = new ArrayList<>(List.of("X-Kept: kept"));
        for (char c : "!#$%&'*+.^_`|~".toCharArray()) { // every character of a token but letters, digits and hyphen
            for (String name : List.of("X-Socket-Handoff", "X-Accel-Redirect", "X-Forwarded-For", "Content-Length")) {
                headers.add(name.replace('-', c) + ": folded");
            }
        }
        Map<String, String> server = server("GET", "/server.php", headers.toArray(String[]::new));
        assertThat(server).containsEntry("HTTP_X_KEPT", "kept");
        assertThat(server.values()).noneMatch(value -> value.contains("folded"));
    }

    @Test
    void theVariablesOfCgi() throws Exception {
        Map<String, String> server = server(
                "GET",
                "/server.php/a%20b/c?x=1&y=%20",
                "User-Agent: test",
                "Cookie: a=1",
                "Cookie: b=2",
                "X-List: 1",
                "X-List: 2",
                "Authorization: Basic QTpC",
                "Host: Site.Example:8080");
        assertThat(server)
                .containsEntry("GATEWAY_INTERFACE", "CGI/1.1")
                .containsEntry("SERVER_SOFTWARE", "Usher")
                .containsEntry("SERVER_NAME", "site.example")
                .containsEntry("SERVER_ADDR", "127.0.0.1")
                .containsEntry("SERVER_PORT", Integer.toString(door.port()))
                .containsEntry("SERVER_PROTOCOL", "HTTP/1.1")
                .containsEntry("SERVER_ADMIN", "admin@site.example")
                .containsEntry("REMOTE_ADDR", "127.0.0.1")
                .containsEntry("REQUEST_METHOD", "GET")
                .containsEntry("REQUEST_SCHEME", "http")
                .containsEntry("REQUEST_URI", "/server.php/a%20b/c?x=1&y=%20")
                .containsEntry("QUERY_STRING", "x=1&y=%20")
                .containsEntry("SCRIPT_NAME", "/server.php")
                .containsEntry("SCRIPT_FILENAME", root + "/server.php")
                .containsEntry("PATH_INFO", "/a b/c")
                .containsEntry("PATH_TRANSLATED", root + "/a b/c")
                .containsEntry("DOCUMENT_ROOT", root.toString())
                .containsEntry("CONTEXT_DOCUMENT_ROOT", root.toString())
                .containsEntry("CONTEXT_PREFIX", "")
                .containsEntry("PHP_SELF", "/server.php/a b/c")
                .containsEntry("HTTP_HOST", "Site.Example:8080")
                .containsEntry("HTTP_USER_AGENT", "test")
                .containsEntry("HTTP_COOKIE", "a=1; b=2")
                .containsEntry("HTTP_X_LIST", "1, 2")
                .containsEntry("HTTP_AUTHORIZATION", "Basic QTpC")
                .containsEntry("PHP_AUTH_USER", "A")
                .containsEntry("APP_MODE", "test")
                .doesNotContainKeys("HTTPS", "CONTENT_LENGTH", "CONTENT_TYPE");
        assertThat(server.get("REMOTE_PORT")).matches("[0-9]+");
        assertThat(server.get("UNIQUE_ID")).matches("[a-z2-7]{13}");
    }

    @Test
    void whatNoApplicationMaySeeDoesNotArrive() throws Exception {
        Map<String, String> server = server(
                "GET",
                "/server.php",
                "Proxy: evil:8080",
                "X-Socket-Handoff: /run/evil",
                "X_Socket_Handoff: /run/evil",
                "X-Accel-Redirect: /x",
                "Under_Score: x",
                "X-Handoff-Data: {}",
                "TE: trailers",
                "Upgrade: h2c",
                "HTTP2-Settings: AAMAAABkAAQAoAAAAAIAAAAA");
        assertThat(server.keySet())
                .doesNotContain("HTTP_PROXY", "HTTP_X_SOCKET_HANDOFF", "HTTP_X_ACCEL_REDIRECT", "HTTP_UNDER_SCORE")
                .doesNotContain(
                        "HTTP_X_HANDOFF_DATA", "HTTP_TE", "HTTP_UPGRADE", "HTTP2_SETTINGS", "HTTP_HTTP2_SETTINGS");
    }

    @Test
    void manyFieldsOfOneNameThatMakeTooLargeAVariableAre431() throws Exception {
        String[] fields = new String[10];
        java.util.Arrays.fill(fields, "X-Many: " + "x".repeat(8000));
        assertThat(door.get("/server.php", fields).status()).isEqualTo(431);
        assertThat(server("GET", "/server.php", java.util.Arrays.copyOf(fields, 8))
                        .get("HTTP_X_MANY"))
                .hasSize(8 * 8000 + 7 * 2);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 5, 200_000, 5_000_000})
    void aBodyArrivesWhole(int bytes) throws Exception {
        byte[] body = new byte[bytes];
        new Random(bytes).nextBytes(body);
        Fetched answer = door.send("POST", "/body.php", body, "Content-Type: application/octet-stream");
        byte[] md5 = MessageDigest.getInstance("MD5").digest(body);
        assertThat(answer.text()).isEqualTo(bytes + " " + HexFormat.of().formatHex(md5));
    }

    @Test
    void anEmptyBody() throws Exception {
        Fetched answer = door.send("POST", "/body.php", new byte[0], "Content-Length: 0");
        assertThat(answer.text()).startsWith("0 ");
    }

    @Test
    void aChunkedBodyHasItsLengthByThen() throws Exception {
        try (var socket = new java.net.Socket(java.net.InetAddress.getLoopbackAddress(), door.port())) {
            byte[] head = Fetched.request("POST", "/body.php", new byte[0], "Transfer-Encoding: chunked");
            socket.getOutputStream().write(head);
            byte[] chunks = "5\r\nhello\r\n6\r\n world\r\n0\r\n\r\n".getBytes(StandardCharsets.ISO_8859_1);
            socket.getOutputStream().write(chunks);
            assertThat(new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1))
                    .contains("11 5eb63bbbe01eeed093cb22bb8f5acdc3");
        }
    }

    @Test
    void aFormIsParsed() throws Exception {
        Fetched answer = door.send(
                "POST",
                "/post.php",
                "prompt=Hello+World".getBytes(StandardCharsets.US_ASCII),
                "Content-Type: application/x-www-form-urlencoded");
        assertThat(answer.text()).isEqualTo("Hello World");
    }

    @Test
    void statusAndHeadersArePassedOn() throws Exception {
        Fetched answer = door.get("/status.php");
        assertThat(answer.status()).isEqualTo(404);
        assertThat(answer.header("X-One")).isEqualTo("1");
        assertThat(answer.headers().get("x-two")).containsExactly("a", "b");
        assertThat(answer.header("Content-Type")).startsWith("text/html");
    }

    @Test
    void aLocationIsARedirect() throws Exception {
        Fetched answer = door.get("/redirect.php");
        assertThat(answer.status()).isEqualTo(302);
        assertThat(answer.header("Location")).isEqualTo("/elsewhere");
    }

    @Test
    void headerBytesArriveAsTheyWere() throws Exception {
        assertThat(door.get("/bytes.php").header("X-Bytes")).isEqualTo("gr\u00c3\u00bcn \u00ff");
    }

    @Test
    void aStatusWithoutBody() throws Exception {
        Fetched answer = door.get("/empty.php");
        assertThat(answer.status()).isEqualTo(204);
        assertThat(answer.body()).isEmpty();
        assertThat(answer.header("Content-Length")).isNull();
    }

    @Test
    void headHasNoBody() throws Exception {
        Fetched answer = door.send("HEAD", "/length.php", new byte[0]);
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.body()).isEmpty();
        assertThat(door.send("HEAD", "/server.php", new byte[0]).header("Content-Length"))
                .isNull();
    }

    @Test
    void aShortAnswerHasItsLengthAndALongOneIsWhole() throws Exception {
        assertThat(door.get("/length.php").header("Content-Length")).isEqualTo("5");
        Fetched large = door.get("/large.php");
        assertThat(large.whole()).isTrue();
        assertThat(large.body()).hasSize(640 * 8192);
        assertThat(large.body()[640 * 8192 - 1]).isEqualTo((byte) (65 + 639 % 26));
    }

    @Test
    void aSlowClientGetsAllOfALongAnswer() throws Exception {
        try (var socket = new java.net.Socket()) {
            socket.setReceiveBufferSize(4096);
            socket.connect(new java.net.InetSocketAddress(java.net.InetAddress.getLoopbackAddress(), door.port()));
            socket.getOutputStream().write(Fetched.request("GET", "/large.php", new byte[0]));
            long total = 0;
            byte[] some = new byte[50_000];
            for (int read = socket.getInputStream().read(some);
                    read >= 0;
                    read = socket.getInputStream().read(some)) {
                total += read;
                if (total < 1_000_000) {
                    TimeUnit.MILLISECONDS.sleep(2); // slower than the application, so that it is held back
                }
            }
            assertThat(total).isGreaterThan(640 * 8192);
        }
    }

    @Test
    void sessionsLastOverRequests() throws Exception {
        Fetched first = door.get("/session.php");
        assertThat(first.text()).isEqualTo("1");
        String cookie = first.header("Set-Cookie").replaceAll(";.*", "");
        assertThat(door.get("/session.php", "Cookie: " + cookie).text()).isEqualTo("2");
    }

    @Test
    void errorOutputIsLoggedEscapedWithTheRequestsId() throws Exception {
        try (Recorded log = Recorded.of("fastcgi")) {
            assertThat(door.get("/error.php").text()).isEqualTo("fine");
            assertThat(log.await("first line")).matches("[a-z2-7]{13}: the application: .*first line");
            assertThat(log.await("second")).contains("second \\x1b[31mline");
        }
    }

    @Test
    void aFloodOfErrorOutputIsCapped() throws Exception {
        try (Recorded log = Recorded.of("fastcgi")) {
            assertThat(door.get("/flood.php").text()).isEqualTo("fine");
            assertThat(log.await("were dropped")).contains("longer than 8192 bytes");
            assertThat(log.characters()).isLessThan(10_000);
        }
    }

    @Test
    void noTextFileRunsAsAScript() throws Exception {
        assertThat(door.get("/x.txt").text()).contains("must not run';");
        assertThat(door.get("/x.txt/.php").status()).isEqualTo(404);
        assertThat(door.get("/x.txt/x.php").status()).isEqualTo(404);
    }

    @Test
    void aMissingScriptIs404AndThePoolIsNotAsked() throws Exception {
        Fetched missing = door.get("/none.php");
        assertThat(missing.status()).isEqualTo(404);
        assertThat(missing.text()).doesNotContain("File not found");
    }

    @Test
    void theFrontControllerSeesTheOriginalUri() throws Exception {
        Files.createDirectories(root.resolve("app"));
        Files.writeString(root.resolve("app/index.php"), DUMP);
        assertThat(server("POST", "/app/blog/2026/?page=2", "Content-Length: 0"))
                .containsEntry("REQUEST_URI", "/app/blog/2026/?page=2")
                .containsEntry("SCRIPT_NAME", "/app/index.php")
                .containsEntry("SCRIPT_FILENAME", root + "/app/index.php")
                .containsEntry("QUERY_STRING", "page=2")
                .containsEntry("REQUEST_METHOD", "POST")
                .doesNotContainKey("PATH_INFO");
    }

    @Test
    void theIndexOfADirectoryIsAScript() throws Exception {
        assertThat(server("GET", "/?a=b"))
                .containsEntry("SCRIPT_NAME", "/index.php")
                .containsEntry("REQUEST_URI", "/?a=b");
    }

    @Test
    void thePoolsOwnStatusPageIsReachedByLocation() throws Exception {
        Fetched status = door.get("/fpm-status?json");
        assertThat(status.status()).isEqualTo(200);
        assertThat(status.text()).contains("\"pool\":\"www\"");
    }

    @Test
    void otherMethodsReachTheApplication() throws Exception {
        assertThat(server("OPTIONS", "/server.php")).containsEntry("REQUEST_METHOD", "OPTIONS");
        assertThat(server("DELETE", "/server.php")).containsEntry("REQUEST_METHOD", "DELETE");
    }

    @Test
    void aBodyThatComesSlowlyHoldsNoWorker() throws Exception {
        try (var socket = new java.net.Socket(java.net.InetAddress.getLoopbackAddress(), door.port())) {
            socket.getOutputStream().write(Fetched.request("POST", "/body.php", new byte[0], "Content-Length: 10"));
            socket.getOutputStream().write("01234".getBytes(StandardCharsets.US_ASCII));
            Fetched status = door.get("/fpm-status?json");
            assertThat(status.text()).contains("\"active processes\":1,"); // the one that makes this page
            socket.getOutputStream().write("56789".getBytes(StandardCharsets.US_ASCII));
            assertThat(new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1))
                    .contains("10 781e5e245d69b566979b86e28d23f2c7");
        }
    }
}
