package dev.usher.cli.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The reader of our standard error stops reading: a pipe takes 64 KiB (pipe(7)), and then whoever writes to it stands still.
 * No request and no stream may notice, and what the log lacks in the end is said in it.
 */
@Timeout(120)
class LogReaderStopsTest {
    private static final int LINE_BYTES = 4_000;
    private static final int MORE_THAN_A_PIPE = 50;
    private static final int MORE_THAN_WAITS = 1_500;
    private static final Pattern DROPPED = Pattern.compile("(\\d+) lines of this log were dropped");
    private static final Pattern NUMBER = Pattern.compile("/elsewhere/(\\d+)/");

    @TempDir
    Path directory;

    private LogReader usher;
    private Path seat;

    @AfterEach
    void stop() throws IOException {
        usher.close();
    }

    @BeforeEach
    void start() throws Exception {
        seat = directory.resolve("run.sock");
        usher = LogReader.of(directory, """
                        Listen 127.0.0.1:0
                        SetHandler java:%s
                        SocketHandoffAllowedPrefix %s/
                        <StreamingDaemon %s>
                            MessageDelay 0ms
                        </StreamingDaemon>
                        """.formatted(HandsOnAsTold.class.getName(), directory, seat));
    }

    /** Each is refused, for its path is outside the prefix, and has its line with the path in it. */
    private void makeLog(int lines) throws IOException {
        for (int i = 0; i < lines; i++) {
            String path = "/elsewhere/" + i + "/" + "x/".repeat(LINE_BYTES / 2);
            assertThat(Visitor.get(usher.port(), "/?seat=" + path).status()).isEqualTo(403);
        }
    }

    @Test
    void doorAndSeatServeOn() throws Exception {
        makeLog(MORE_THAN_A_PIPE);
        assertThat(Handed.exchange(seat, "{}").isWholeStream()).isTrue();
        assertThat(Visitor.get(usher.port(), "/?seat=" + seat).isWholeStream()).isTrue();
    }

    @Test
    void whatItMissesIsOneLineOnceItReadsAgain() throws Exception {
        makeLog(MORE_THAN_WAITS);
        List<String> lines = usher.linesUntil("lines of this log were dropped");
        makeLog(1);
        List<String> later = usher.linesUntil(NUMBER.pattern().replace("(\\d+)", "0"));
        assertThat(later).as("behind the line that counts").hasSize(1);
        Matcher dropped = DROPPED.matcher(lines.removeLast());
        assertThat(dropped.find()).isTrue();
        List<Integer> kept = numbers(lines);
        assertThat(kept).hasSizeGreaterThan(MORE_THAN_A_PIPE);
        assertThat(kept).as("in order, and without a gap").isEqualTo(upTo(kept.size()));
        assertThat(kept.size() + Integer.parseInt(dropped.group(1))).isEqualTo(MORE_THAN_WAITS);
    }

    @Test
    void theEndIsNotHeld() throws Exception {
        makeLog(MORE_THAN_A_PIPE);
        usher.terminate();
        assertThat(usher.exit(10)).isZero();
    }

    @Test
    void whatWaitsAtTheEndIsWritten() throws Exception {
        makeLog(MORE_THAN_A_PIPE);
        usher.terminate();
        List<String> lines = usher.linesUntil("[usher] stopped");
        assertThat(numbers(lines)).isEqualTo(upTo(MORE_THAN_A_PIPE));
        assertThat(usher.exit(10)).isZero();
    }

    private static List<Integer> numbers(List<String> lines) {
        List<Integer> numbers = new ArrayList<>();
        for (String line : lines) {
            Matcher number = NUMBER.matcher(line);
            if (number.find()) {
                numbers.add(Integer.valueOf(number.group(1)));
            }
        }
        return numbers;
    }

    private static List<Integer> upTo(int count) {
        List<Integer> all = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            all.add(i);
        }
        return all;
    }
}
