package dev.usher.server.content.files;

import static org.assertj.core.api.Assertions.assertThat;

import dev.usher.server.content.ContentDoor;
import dev.usher.server.content.Fetched;
import dev.usher.server.http.HttpDate;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Files over a real socket. */
class FilesTest {
    private static final Instant MODIFIED = Instant.parse("2026-01-02T03:04:05Z");
    private static final String DATE = HttpDate.format(MODIFIED.getEpochSecond());
    private static final String TEXT = "0123456789".repeat(10);

    @TempDir
    Path root;

    private ContentDoor door;

    @BeforeEach
    void open() throws Exception {
        Files.writeString(root.resolve("a.txt"), TEXT);
        Files.setLastModifiedTime(root.resolve("a.txt"), FileTime.from(MODIFIED));
        Files.createFile(root.resolve("empty.css"));
        Files.createDirectory(root.resolve("dir"));
        door = new ContentDoor(root, "DocumentRoot .\n");
    }

    @AfterEach
    void close() {
        door.close();
    }

    private String tag() throws Exception {
        return door.get("/a.txt").header("ETag");
    }

    @Test
    void aFileWithItsTypeDateAndTag() throws Exception {
        Fetched file = door.get("/a.txt");
        assertThat(file.status()).isEqualTo(200);
        assertThat(file.text()).isEqualTo(TEXT);
        assertThat(file.header("Content-Type")).isEqualTo("text/plain; charset=utf-8");
        assertThat(file.header("Content-Length")).isEqualTo("100");
        assertThat(file.header("Last-Modified")).isEqualTo(DATE);
        assertThat(file.header("ETag")).matches("\"64-[0-9a-f]+\"");
        assertThat(file.header("Accept-Ranges")).isEqualTo("bytes");
    }

    @Test
    void headHasTheSameHeadAndNoBody() throws Exception {
        Fetched head = door.send("HEAD", "/a.txt", new byte[0]);
        assertThat(head.status()).isEqualTo(200);
        assertThat(head.header("Content-Length")).isEqualTo("100");
        assertThat(head.header("ETag")).isEqualTo(tag());
        assertThat(head.body()).isEmpty();
    }

    @Test
    void anEmptyFile() throws Exception {
        Fetched file = door.get("/empty.css");
        assertThat(file.header("Content-Length")).isEqualTo("0");
        assertThat(file.body()).isEmpty();
    }

    @Test
    void aLargeFileArrivesWhole() throws Exception {
        byte[] large = new byte[5_000_000];
        for (int i = 0; i < large.length; i++) {
            large[i] = (byte) ((i * 31) >> 3);
        }
        Files.write(root.resolve("large.bin"), large);
        assertThat(door.get("/large.bin").body()).isEqualTo(large);
    }

    @ParameterizedTest
    @ValueSource(strings = {"POST", "PUT", "DELETE", "PATCH"})
    void otherMethodsAre405WithAllow(String method) throws Exception {
        Fetched refused = door.send(method, "/a.txt", new byte[0]);
        assertThat(refused.status()).isEqualTo(405);
        assertThat(refused.header("Allow")).isEqualTo("GET, HEAD, OPTIONS");
    }

    @Test
    void traceIs405() throws Exception {
        assertThat(door.send("TRACE", "/a.txt", new byte[0]).status()).isEqualTo(405);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/a.txt", "*"})
    void optionsNamesTheMethods(String target) throws Exception {
        Fetched options = door.send("OPTIONS", target, new byte[0]);
        assertThat(options.status()).isEqualTo(200);
        assertThat(options.header("Allow")).isEqualTo("GET, HEAD, OPTIONS");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/..%2fa.txt",
                "/%2e%2e/a.txt",
                "/../a.txt",
                "/dir/..;/a.txt",
                "/a.txt%00",
                "/%c0%ae%c0%ae/a.txt",
                "/a.txt%0a"
            })
    void pathsThatClimbAreRefused(String target) throws Exception {
        assertThat(door.get(target).status()).as(target).isIn(400, 404);
    }

    @Test
    void missingIs404AndADirectoryIsRedirectedThenForbidden() throws Exception {
        assertThat(door.get("/none").status()).isEqualTo(404);
        assertThat(door.get("/dir").status()).isEqualTo(301);
        assertThat(door.get("/dir").header("Location")).isEqualTo("/dir/");
        assertThat(door.get("/dir/").status()).isEqualTo(403);
    }

    /** Root may read everything. */
    @Test
    @Tag("unprivileged")
    void unreadableIs403() throws Exception {
        Path file = Files.writeString(root.resolve("mine.txt"), "x");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("---------"));
        assertThat(door.get("/mine.txt").status()).isEqualTo(403);
    }

    // ---- RFC 9110 §13

    @Test
    void ifNoneMatchIs304WithTagAndWithoutBody() throws Exception {
        Fetched same = door.get("/a.txt", "If-None-Match: \"x\", W/" + tag());
        assertThat(same.status()).isEqualTo(304);
        assertThat(same.header("ETag")).isEqualTo(tag());
        assertThat(same.header("Last-Modified")).isEqualTo(DATE);
        assertThat(same.body()).isEmpty();
        assertThat(door.get("/a.txt", "If-None-Match: *").status()).isEqualTo(304);
        assertThat(door.get("/a.txt", "If-None-Match: \"other\"").status()).isEqualTo(200);
    }

    @Test
    void ifNoneMatchMakesIfModifiedSinceIgnored() throws Exception {
        Fetched changed = door.get("/a.txt", "If-None-Match: \"other\"", "If-Modified-Since: " + DATE);
        assertThat(changed.status()).isEqualTo(200);
    }

    @Test
    void ifModifiedSince() throws Exception {
        assertThat(door.get("/a.txt", "If-Modified-Since: " + DATE).status()).isEqualTo(304);
        assertThat(door.get("/a.txt", "If-Modified-Since: Thu, 01 Jan 2026 00:00:00 GMT")
                        .status())
                .isEqualTo(200);
        assertThat(door.get("/a.txt", "If-Modified-Since: yesterday").status()).isEqualTo(200);
    }

    @Test
    void ifMatchIsStrong() throws Exception {
        assertThat(door.get("/a.txt", "If-Match: " + tag()).status()).isEqualTo(200);
        assertThat(door.get("/a.txt", "If-Match: W/" + tag()).status()).isEqualTo(412);
        assertThat(door.get("/a.txt", "If-Match: \"other\"").status()).isEqualTo(412);
        assertThat(door.get("/a.txt", "If-Match: *").status()).isEqualTo(200);
    }

    @Test
    void ifMatchMakesIfUnmodifiedSinceIgnored() throws Exception {
        Fetched ok = door.get("/a.txt", "If-Match: " + tag(), "If-Unmodified-Since: Wed, 01 Jan 2025 00:00:00 GMT");
        assertThat(ok.status()).isEqualTo(200);
    }

    @Test
    void ifUnmodifiedSince() throws Exception {
        assertThat(door.get("/a.txt", "If-Unmodified-Since: " + DATE).status()).isEqualTo(200);
        assertThat(door.get("/a.txt", "If-Unmodified-Since: Wed, 01 Jan 2025 00:00:00 GMT")
                        .status())
                .isEqualTo(412);
    }

    // ---- RFC 9110 §14

    @Test
    void oneRange() throws Exception {
        Fetched part = door.get("/a.txt", "Range: bytes=5-14");
        assertThat(part.status()).isEqualTo(206);
        assertThat(part.text()).isEqualTo("5678901234");
        assertThat(part.header("Content-Range")).isEqualTo("bytes 5-14/100");
        assertThat(part.header("Content-Type")).isEqualTo("text/plain; charset=utf-8");
    }

    @Test
    void severalRangesAreOneMultipart() throws Exception {
        Fetched parts = door.get("/a.txt", "Range: bytes=0-1,50-52");
        assertThat(parts.status()).isEqualTo(206);
        String boundary = parts.header("Content-Type").replace("multipart/byteranges; boundary=", "");
        assertThat(parts.text())
                .isEqualTo("\r\n--" + boundary + "\r\nContent-Type: text/plain; charset=utf-8\r\n"
                        + "Content-Range: bytes 0-1/100\r\n\r\n01\r\n--" + boundary
                        + "\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Range: bytes 50-52/100\r\n\r\n012"
                        + "\r\n--" + boundary + "--\r\n");
    }

    @Test
    void aRangeBehindTheEndIs416() throws Exception {
        Fetched none = door.get("/a.txt", "Range: bytes=100-");
        assertThat(none.status()).isEqualTo(416);
        assertThat(none.header("Content-Range")).isEqualTo("bytes */100");
    }

    @Test
    void hundredsOfRangesAreTheWholeFileOnce() throws Exception {
        Fetched whole = door.get("/a.txt", "Range: bytes=" + "0-,".repeat(1000) + "0-");
        assertThat(whole.status()).isEqualTo(200);
        assertThat(whole.text()).isEqualTo(TEXT);
    }

    @Test
    void ifRangeByTagAndByDate() throws Exception {
        assertThat(door.get("/a.txt", "Range: bytes=0-1", "If-Range: " + tag()).status())
                .isEqualTo(206);
        assertThat(door.get("/a.txt", "Range: bytes=0-1", "If-Range: W/" + tag())
                        .status())
                .isEqualTo(200);
        assertThat(door.get("/a.txt", "Range: bytes=0-1", "If-Range: " + DATE).status())
                .isEqualTo(206);
        assertThat(door.get("/a.txt", "Range: bytes=0-1", "If-Range: Thu, 01 Jan 2026 00:00:00 GMT")
                        .status())
                .isEqualTo(200);
    }

    @Test
    void namesInUtf8() throws Exception {
        Files.writeString(root.resolve("grün.txt"), "green", StandardCharsets.UTF_8);
        assertThat(door.get("/gr%C3%BCn.txt").text()).isEqualTo("green");
    }
}
