package dev.usher.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The demo's child process, here one that only says it is ready. */
class SeatKeeperTest {
    @TempDir
    Path directory;

    /** Else a client that comes right after the button's answer is handed to a process that is about to end. */
    @Test
    void aSeatThatWasKilledTakesNobodyWhenKillReturns() throws Exception {
        Path log = Files.createFile(directory.resolve("seat.log"));
        Semaphore back = new Semaphore(0);
        SeatWatch watch = new SeatWatch() {
            @Override
            public void gone(int seconds) {}

            @Override
            public void back() {
                back.release();
            }
        };
        List<String> command = List.of("/bin/sh", "-c", "echo \"ready, pid $$\"; exec sleep 60");
        try (SeatKeeper keeper = SeatKeeper.start(command, directory.resolve("seat.sock"), log, watch)) {
            for (int i = 0; i < 10; i++) {
                long pid = keeper.view().pid();
                assertThat(keeper.kill()).isTrue();
                assertThat(keeper.view().state()).isEqualTo(SeatKeeper.State.DOWN);
                assertThat(ProcessHandle.of(pid)).isEmpty();
                assertThat(keeper.kill()).as("there is none to kill").isFalse();
                keeper.startNow();
                assertThat(back.tryAcquire(20, TimeUnit.SECONDS)).isTrue();
            }
        }
    }
}
