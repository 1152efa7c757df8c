package dev.usher.cli.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two php-fpm children serve two hundred streams at a time, and none of the streams holds one. */
class FewWorkersTest {
    private static final int STREAMS = 200;
    private static final String STATUS = """
            <Location "/status">
                SetHandler "proxy:unix:/srv/run/status.sock|fcgi://localhost"
            </Location>
            """;
    private static final String SCRIPT = """
            <?php
            header('X-Socket-Handoff: /srv/run/streaming-daemon.sock');
            header('X-Handoff-Data: ' . json_encode(['user_id' => (int) $_GET['n'], 'prompt' => "guest {$_GET['n']}"]));
            """;

    @TempDir
    Path directory;

    @Test
    void twoHundredStreamsOfThreeSecondsHoldNoWorker() throws Exception {
        twoHundredStreams("176ms", 3);
    }

    @Test
    @Tag("slow")
    void twoHundredStreamsOfTenSecondsHoldNoWorker() throws Exception {
        twoHundredStreams("588ms", 10);
    }

    /** 18 messages, the first at once. */
    private void twoHundredStreams(String delay, int seconds) throws Exception {
        List<Visitor> visitors = new ArrayList<>();
        try (Stage stage = stage(delay)) {
            long start = System.nanoTime();
            for (int i = 0; i < STREAMS; i++) {
                visitors.add(Visitor.at(stage.port()).asks("GET", "/stream.php?n=" + i, ""));
            }
            List<String> begun = new ArrayList<>();
            for (int i = 0; i < STREAMS; i++) {
                begun.add(visitors.get(i).hearsUntil("data: You said: guest " + i + ".\n\n"));
            }
            assertThat(millisSince(start)).as("all run at once").isLessThan(seconds * 1000L);
            awaitNoWorkerBusy(stage);
            assertThat(stage.get("/plain.php").body()).isEqualTo("free");
            for (int i = 0; i < STREAMS; i++) {
                Answer answer = Answer.of(begun.get(i) + visitors.get(i).rest());
                assertThat(answer.isWholeStream()).as(answer.toString()).isTrue();
                assertThat(answer.body()).contains("data:  Welcome, " + i + ".\n\n");
            }
            assertThat(millisSince(start)).as("a stream's length").isGreaterThan(seconds * 990L);
        } finally {
            for (Visitor visitor : visitors) {
                visitor.close();
            }
        }
    }

    private static long millisSince(long start) {
        return (System.nanoTime() - start) / 1_000_000;
    }

    private Stage stage(String delay) throws Exception {
        return Stage.of(directory, Stage.PRINTED.replace("20ms", delay) + STATUS)
                .script("stream.php", SCRIPT)
                .script("plain.php", "<?php echo 'free';")
                .script("body.php", "<?php echo strlen(file_get_contents('php://input'));");
    }

    /** A stream's first event may come before its worker has ended the request that it was handed off by. */
    private static void awaitNoWorkerBusy(Stage stage) throws Exception {
        long start = System.nanoTime();
        while (!stage.get("/status?json").body().contains("\"active processes\":0") && millisSince(start) < 2000) {
            Thread.onSpinWait();
        }
        requireNoWorkerBusy(stage);
    }

    /** The status page has a socket of its own and counts no worker for itself. */
    private static void requireNoWorkerBusy(Stage stage) throws Exception {
        Answer status = stage.get("/status?json");
        assertThat(status.status()).as(status.toString()).isEqualTo(200);
        assertThat(status.body()).contains("\"active processes\":0", "\"idle processes\":2", "\"listen queue\":0");
    }

    @Test
    void aBodyThatArrivesOverTwoSecondsHoldsNoWorker() throws Exception {
        slowBody(2);
    }

    @Test
    @Tag("slow")
    void aBodyThatArrivesOverTenSecondsHoldsNoWorker() throws Exception {
        slowBody(10);
    }

    private void slowBody(int seconds) throws Exception {
        try (Stage stage = stage("0ms");
                Visitor visitor = Visitor.at(stage.port())) {
            int pieces = seconds * 5;
            visitor.says("POST /body.php HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Length: "
                    + pieces * 1000 + "\r\n\r\n");
            for (int i = 0; i < pieces; i++) {
                Thread.sleep(200); // the body's pace: what is tried here is slowness itself
                requireNoWorkerBusy(stage);
                visitor.says("x".repeat(1000));
            }
            assertThat(visitor.hears().body()).isEqualTo(Integer.toString(pieces * 1000));
        }
    }
}
