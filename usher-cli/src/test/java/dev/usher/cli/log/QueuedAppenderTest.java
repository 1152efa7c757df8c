package dev.usher.cli.log;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import dev.usher.server.content.log.LogFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A log of its own that goes to a file through the queue; {@link QueuedAppender#stop} has all of it written. */
class QueuedAppenderTest {
    private static final int THREADS = 4;
    private static final int LINES = 1_000;

    @TempDir
    Path directory;

    private final LoggerContext context = new LoggerContext();
    private final Logger log = context.getLogger("test");

    private QueuedAppender appender(Path file) throws IOException {
        return appender(file, "%level [%logger] %msg%n");
    }

    private QueuedAppender appender(Path file, String pattern) throws IOException {
        PatternLayoutEncoder encoder = new PatternLayoutEncoder();
        encoder.setContext(context);
        encoder.setPattern(pattern);
        encoder.start();
        QueuedAppender appender = new QueuedAppender(LogFile.of(file));
        appender.setContext(context);
        appender.setEncoder(encoder);
        appender.start();
        log.setLevel(Level.INFO);
        log.addAppender(appender);
        return appender;
    }

    private Path file() {
        return directory.resolve("error.log");
    }

    @Test
    void whatIsLoggedBeforeTheStopIsWritten() throws IOException {
        QueuedAppender appender = appender(file());
        log.info("one {} {} {}", 1, "a", true);
        log.warn("two");
        appender.stop();
        log.info("too late");
        assertThat(Files.readAllLines(file())).containsExactly("INFO [test] one 1 a true", "WARN [test] two");
    }

    @Test
    void theThreadIsThatWhichLogged() throws Exception {
        QueuedAppender appender = appender(file(), "%thread");
        Thread other = Thread.ofPlatform().name("a-loop").start(() -> log.info("x"));
        other.join();
        appender.stop();
        assertThat(Files.readString(file())).isEqualTo("a-loop");
    }

    /** The line says what held when it was logged, however late it is written. */
    @Test
    void anArgumentThatChangesIsRenderedAtOnce() throws IOException {
        QueuedAppender appender = appender(file());
        List<String> growing = new ArrayList<>();
        for (int i = 0; i < LINES; i++) {
            log.info("size {} {}", i, growing);
            growing.clear();
            growing.add(Integer.toString(i));
        }
        appender.stop();
        List<String> lines = Files.readAllLines(file());
        assertThat(lines).hasSize(LINES);
        for (int i = 1; i < LINES; i++) {
            assertThat(lines.get(i)).isEqualTo("INFO [test] size " + i + " [" + (i - 1) + "]");
        }
    }

    @Test
    void linesOfOneThreadKeepTheirOrderAndNoneIsTorn() throws Exception {
        QueuedAppender appender = appender(file());
        List<Thread> threads = new ArrayList<>();
        for (int t = 0; t < THREADS; t++) {
            String name = "t" + t;
            threads.add(Thread.ofPlatform().start(() -> {
                for (int i = 0; i < LINES; i++) {
                    log.info("{} {} {}", name, i, "x".repeat(i % 100));
                }
            }));
        }
        for (Thread thread : threads) {
            thread.join();
        }
        appender.stop();
        List<String> lines = Files.readAllLines(file());
        assertThat(lines).hasSize(THREADS * LINES);
        for (int t = 0; t < THREADS; t++) {
            String start = "INFO [test] t" + t + " ";
            List<String> own =
                    lines.stream().filter(line -> line.startsWith(start)).toList();
            for (int i = 0; i < LINES; i++) {
                assertThat(own.get(i)).isEqualTo(start + i + " " + "x".repeat(i % 100));
            }
        }
    }

    @Test
    void aLineLargerThanAChunkIsWrittenWhole() throws IOException {
        QueuedAppender appender = appender(file());
        log.info("before");
        log.info("{}", "x".repeat(3 * LineOutput.CHUNK_BYTES));
        log.info("after");
        appender.stop();
        assertThat(Files.readAllLines(file()))
                .containsExactly(
                        "INFO [test] before",
                        "INFO [test] " + "x".repeat(3 * LineOutput.CHUNK_BYTES),
                        "INFO [test] after");
    }

    @Test
    void aRenamedFileIsLeftAtTheReopening() throws IOException {
        QueuedAppender appender = appender(file());
        log.info("one");
        appender.flush();
        Files.move(file(), directory.resolve("error.log.1"));
        appender.reopen();
        log.info("two");
        appender.stop();
        assertThat(Files.readAllLines(directory.resolve("error.log.1"))).containsExactly("INFO [test] one");
        assertThat(Files.readAllLines(file())).containsExactly("INFO [test] two");
    }

    /** A disk that was full; here its place is taken by a device that always is, and then by a file. */
    @Test
    void whatCouldNotBeWrittenIsCountedInTheLogItself() throws IOException {
        Path full = Path.of("/dev/full");
        Assumptions.assumeTrue(Files.isWritable(full), "there is no /dev/full here");
        Files.createSymbolicLink(file(), full);
        QueuedAppender appender = appender(file());
        log.info("one");
        log.info("two");
        appender.flush();
        Files.delete(file());
        appender.reopen();
        log.info("three");
        appender.stop();
        assertThat(Files.readAllLines(file()))
                .satisfiesExactly(
                        line -> assertThat(line)
                                .startsWith("WARN [errorlog] 2 lines of this log could not be written: No space left"),
                        line -> assertThat(line).isEqualTo("INFO [test] three"));
    }

    /** What a client has sent, say, in a handler's own words. */
    @Test
    void foreignWordsBeginNoLineAndTellATerminalNothing() throws IOException {
        QueuedAppender appender = appender(file());
        log.info("heard {}", "a\r\nERROR [test] FAKE\t\u001b[2J\u0000\u007f\u0085\u009b\u2028\u202e\\n é 語 😀");
        log.info("a template\nof two lines");
        appender.stop();
        assertThat(Files.readString(file())).isEqualTo("""
                        INFO [test] heard a\\r\\nERROR [test] FAKE\\t\\x1b[2J\\x00\\x7f\\x85\\x9b\\u2028\\u202e\\n é 語 😀
                        INFO [test] a template\\nof two lines
                        """);
    }

    /** The message is an exception's, its cause's, and a suppressed one's; what the trace has lines for stays lines. */
    @Test
    void messagesOfExceptionsBeginNoLineAndTheirStacksStayLines() throws IOException {
        IOException cause = new IOException("inner\r\nERROR [test] FAKE");
        IllegalStateException thrown = new IllegalStateException("outer\nERROR [test] FAKE", cause);
        thrown.addSuppressed(new IOException("beside\u001b\nERROR [test] FAKE"));
        QueuedAppender appender = appender(file());
        log.error("failed", thrown);
        appender.stop();
        List<String> lines = Files.readAllLines(file());
        assertThat(lines)
                .contains(
                        "java.lang.IllegalStateException: outer\\nERROR [test] FAKE",
                        "Caused by: java.io.IOException: inner\\r\\nERROR [test] FAKE",
                        "\tSuppressed: java.io.IOException: beside\\x1b\\nERROR [test] FAKE")
                .filteredOn(line -> line.startsWith("ERROR"))
                .containsExactly("ERROR [test] failed");
        assertThat(lines).anyMatch(line -> line.startsWith("\tat " + QueuedAppenderTest.class.getName()));
    }

    /** Some exceptions say of themselves what they like. */
    @Test
    @SuppressWarnings("OverrideThrowableToString") // what foreign code may do
    void anExceptionsOwnToStringBeginsNoLine() throws IOException {
        Exception odd = new Exception("odd") {
            @Override
            public String toString() {
                return "odd\nERROR [test] FAKE";
            }
        };
        QueuedAppender appender = appender(file());
        log.error("failed", odd);
        appender.stop();
        assertThat(Files.readAllLines(file()))
                .filteredOn(line -> line.startsWith("ERROR"))
                .hasSize(1);
    }
}
