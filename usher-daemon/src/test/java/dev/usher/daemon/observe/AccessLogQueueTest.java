package dev.usher.daemon.observe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.usher.daemon.stream.EndReason;
import dev.usher.daemon.stream.EventFormat;
import dev.usher.daemon.stream.Home;
import dev.usher.daemon.stream.StreamSettings;
import dev.usher.daemon.stream.Visit;
import dev.usher.fd.SocketType;
import dev.usher.fd.UnixSocket;
import dev.usher.loop.Loops;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is more than the queue holds is dropped and counted; what it holds is written. */
class AccessLogQueueTest {
    private static final int LINES_MAX = 4;

    @TempDir
    Path directory;

    @Test
    void aFurtherLineIsDroppedAndCountedAndTheOthersAreWritten() throws Exception {
        Path file = directory.resolve("access.log");
        AccessLog log = AccessLog.unbegun(file, new AccessLine(false, "mock", Map.of()), LINES_MAX);
        try (Loops loops = Loops.start("test", 1);
                UnixSocket.Pair pair = UnixSocket.pair(SocketType.STREAM)) {
            Home home = new Home(loops.get(0), new StreamSettings(0, 0, 0, 0, 0), EventFormat.text(), log);
            for (int i = 0; i < LINES_MAX + 3; i++) {
                Visit visit = Objects.requireNonNull(Visit.of(home, pair.left().fd(), "visit-" + i));
                visit.end(EndReason.DONE, 200, 1);
                log.ended(visit);
            }
            assertThat(log.lost()).isEqualTo(3);
            assertThat(Files.readString(file)).isEmpty();
        }
        log.begin();
        log.close();
        assertThat(Files.readAllLines(file)).hasSize(LINES_MAX);
        assertThat(Files.readString(file)).contains("request_id=visit-0 ", "request_id=visit-3 ");
        assertThat(log.lost()).isEqualTo(3);
    }
}
