package dev.usher.cli.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A door that handed off, and failed to, holds what it held before. The seat is in the same process, and holds nothing too. */
class DoorHoldsNothingTest {
    private static final int GROWTH_KIB_MAX = 40 * 1024;
    private static final List<String> TARGETS = List.of(
            "/good.php",
            "/missing.php",
            "/good.php",
            "/outside.php",
            "/good.php",
            "/twice.php",
            "/good.php",
            "/large.php",
            "/good.php",
            "/broken.php");
    private static final List<Integer> STATUSES = List.of(200, 503, 200, 403, 200, 500, 200, 500, 200, 400);

    @TempDir
    Path directory;

    @Test
    void afterTwoThousandHandoffsOfWhichHalfFail() throws Exception {
        handoffs(2_000);
    }

    @Test
    @Tag("slow")
    void afterTenThousandHandoffsOfWhichHalfFail() throws Exception {
        handoffs(10_000);
    }

    private void handoffs(int count) throws Exception {
        try (Stage stage = Stage.withDelay(directory, "0ms")) {
            String seat = "/srv/run/streaming-daemon.sock";
            stage.handoff("good.php", seat, "'{\"prompt\":\"x\"}'")
                    .handoff("missing.php", "/srv/run/missing.sock", "'{}'")
                    .handoff("outside.php", "/etc/passwd", "'{}'")
                    .handoff("large.php", seat, "str_repeat('x', 213000)")
                    .handoff("broken.php", seat, "'{'")
                    .script("twice.php", "<?php header('X-Socket-Handoff: a'); header('X-Socket-Handoff: b', false);");
            ask(stage, 400); // what is loaded and opened once is not a leak
            leave(stage, 20);
            ProcessFacts base = stage.usher().facts();
            ask(stage, count);
            leave(stage, count / 20);
            ProcessFacts after = ProcessFacts.awaitBase(stage.usher().pid(), base);
            assertThat(after.rssKib()).isLessThan(base.rssKib() + GROWTH_KIB_MAX);
        }
    }

    private static void ask(Stage stage, int count) throws Exception {
        try (ExecutorService clients = Executors.newFixedThreadPool(8)) {
            List<Callable<Void>> all = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                int turn = i % TARGETS.size();
                all.add(() -> {
                    Answer answer = stage.get(TARGETS.get(turn));
                    assertThat(answer.status()).as(TARGETS.get(turn)).isEqualTo(STATUSES.get(turn));
                    assertThat(answer.status() != 200 || answer.isWholeStream()).isTrue();
                    return null;
                });
            }
            for (Future<Void> each : clients.invokeAll(all)) {
                each.get();
            }
        }
    }

    /** Clients that do not wait for anything: gone before, during and after the handoff. */
    private static void leave(Stage stage, int count) throws IOException {
        for (int i = 0; i < count; i++) {
            try (Visitor visitor = Visitor.at(stage.port())) {
                if (i % 3 > 0) {
                    visitor.asks("GET", TARGETS.get(i % TARGETS.size()), "");
                }
                if (i % 3 > 1) {
                    visitor.hearsUntil("\r\n");
                }
            }
        }
    }
}
