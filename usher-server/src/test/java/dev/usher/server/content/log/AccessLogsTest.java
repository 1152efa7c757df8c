package dev.usher.server.content.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.usher.config.ConfigException;
import dev.usher.server.content.ContentDoor;
import dev.usher.server.content.Recorded;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Access logs in files, from configuration to line. */
class AccessLogsTest {
    @TempDir
    Path temp;

    @BeforeEach
    void site() throws Exception {
        Files.createDirectory(temp.resolve("site"));
        Files.writeString(temp.resolve("site/a.txt"), "hello");
    }

    private ContentDoor door(String config) throws Exception {
        return new ContentDoor(temp, "DocumentRoot site\n" + config);
    }

    private static List<String> awaitLines(Path file, int count) throws IOException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
        List<String> lines = Files.readAllLines(file);
        while (lines.size() < count && System.nanoTime() < deadline) {
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(2));
            lines = Files.readAllLines(file);
        }
        assertThat(lines).hasSize(count);
        return lines;
    }

    @Test
    void commonCombinedAndOwnFormats() throws Exception {
        try (ContentDoor door = door("""
                LogFormat "%m %U %>s" short
                CustomLog common.log common
                CustomLog combined.log combined
                CustomLog short.log short
                CustomLog own.log "%q|%{X-A}i"
                """)) {
            door.get("/a.txt?q=1", "User-Agent: test", "X-A: b");
        }
        assertThat(awaitLines(temp.resolve("common.log"), 1).getFirst())
                .matches("127\\.0\\.0\\.1 - - \\[.*] \"GET /a.txt\\?q=1 HTTP/1.1\" 200 5");
        assertThat(awaitLines(temp.resolve("combined.log"), 1).getFirst()).endsWith(" 200 5 \"-\" \"test\"");
        assertThat(awaitLines(temp.resolve("short.log"), 1)).containsExactly("GET /a.txt 200");
        assertThat(awaitLines(temp.resolve("own.log"), 1)).containsExactly("?q=1|b");
    }

    @Test
    void whatClientsSendIsEscaped() throws Exception {
        try (ContentDoor door = door("CustomLog a.log \"%r %{User-Agent}i\"\n")) {
            door.get("/a.txt", "User-Agent: x\"y\\z\u00ff");
        }
        assertThat(awaitLines(temp.resolve("a.log"), 1).getFirst()).isEqualTo("GET /a.txt HTTP/1.1 x\\\"y\\\\z\\xff");
    }

    @Test
    void aRenamedFileIsWrittenOnUntilItIsReopened() throws Exception {
        try (ContentDoor door = door("CustomLog a.log \"%U\"\n")) {
            door.get("/a.txt");
            awaitLines(temp.resolve("a.log"), 1);
            Files.move(temp.resolve("a.log"), temp.resolve("a.log.1"));
            door.get("/two");
            awaitLines(temp.resolve("a.log.1"), 2);
            door.logs().reopen();
            door.get("/three");
        }
        assertThat(Files.readAllLines(temp.resolve("a.log"))).containsExactly("/three");
    }

    @Test
    void aFullDiskIsReportedAndTheServerGoesOn() throws Exception {
        Path full = Path.of("/dev/full");
        Assumptions.assumeTrue(Files.isWritable(full), "there is no /dev/full here");
        try (Recorded log = Recorded.of("accesslog");
                ContentDoor door = door("CustomLog /dev/full common\n")) {
            assertThat(door.get("/a.txt").status()).isEqualTo(200);
            assertThat(log.await("could not be written")).contains("1 lines", "/dev/full");
            assertThat(door.get("/a.txt").status()).isEqualTo(200);
        }
    }

    @Test
    void moreLinesThanAreUnderWayAreDroppedAndCounted() throws Exception {
        try (Recorded log = Recorded.of("accesslog")) {
            LogThread thread = new LogThread();
            LogFile file = LogFile.of(temp.resolve("busy.log"));
            int sent = 400_000;
            for (int i = 0; i < sent; i++) {
                thread.write(file, "line " + i);
            }
            thread.close();
            file.close();
            long written;
            try (var lines = Files.lines(temp.resolve("busy.log"))) {
                written = lines.count();
            }
            assertThat(written).isPositive().isLessThanOrEqualTo(sent);
            if (written < sent) {
                assertThat(log.await("were dropped")).contains("lines of access logs");
            }
        }
    }

    @Test
    void aFileThatCannotBeOpenedIsAnErrorAtStart() {
        assertThatThrownBy(() -> door("CustomLog none/a.log common\n"))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("none/a.log");
    }

    @Test
    void aNameThatNobodyGaveIsAnErrorAtStart() {
        assertThatThrownBy(() -> door("CustomLog a.log combind\n"))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("combind");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "CustomLog |program common",
                "CustomLog a.log \"%zzz\"",
                "LogLevel loud",
                "ErrorLog syslog",
                "LogFormat \"%zz\" x"
            })
    void whatCannotBeMeantIsAnErrorOfTheFile(String config) {
        assertThatThrownBy(() -> door(config)).isInstanceOf(ConfigException.class);
    }

    @Test
    void aFormatWithoutANameIsThatOfLogsWhichNameNone() throws Exception {
        try (ContentDoor door = door("""
                LogFormat "first %U"
                LogFormat "%{c}a %U"
                CustomLog custom.log
                TransferLog transfer.log
                """)) {
            door.get("/a.txt");
        }
        assertThat(awaitLines(temp.resolve("custom.log"), 1)).containsExactly("127.0.0.1 /a.txt");
        assertThat(awaitLines(temp.resolve("transfer.log"), 1)).containsExactly("127.0.0.1 /a.txt");
    }

    @Test
    void aLogWithoutAnyFormatIsCommon() throws Exception {
        try (ContentDoor door = door("TransferLog a.log\n")) {
            door.get("/a.txt");
        }
        assertThat(awaitLines(temp.resolve("a.log"), 1).getFirst()).endsWith("\"GET /a.txt HTTP/1.1\" 200 5");
    }

    @Test
    void aConditionIsRefusedSinceItWouldNotCount() {
        assertThatThrownBy(() -> door("CustomLog a.log common env=!dontlog\n"))
                .hasMessageContaining("CustomLog takes no condition (env=, expr=): every request is logged");
    }
}
