package dev.usher.bench.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.usher.bench.process.TreeReading.Times;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Whose processor time is measured, and how it adds up where processes come and go. */
class ServerProcessesTest {
    private static final long TICK = ProcessReading.NANOS_PER_TICK;

    private static TreeReading reading(Map<String, Times> processes) {
        return new TreeReading(processes, 0);
    }

    @Test
    void aNameLeavesThisProcessAndItsChildrenOut() throws Exception {
        Process child = new ProcessBuilder("sleep", "60").start();
        try {
            long own = ProcessHandle.current().pid();
            Path comm = Path.of("/proc", Long.toString(own), "comm");
            String name = Files.readString(comm).strip();
            Files.writeString(comm, "usher-own-test"); // a name that nobody else has
            try {
                assertThatThrownBy(() -> new ServerProcesses(List.of("usher-own-test")).pids())
                        .isInstanceOf(IOException.class)
                        .hasMessage("--pid usher-own-test: there is no such process");
            } finally {
                Files.writeString(comm, name);
            }
            assertThat(new ServerProcesses(List.of(Long.toString(own))).pids()).contains(own, child.pid());
        } finally {
            child.destroyForcibly().waitFor();
        }
    }

    @Test
    void aChildThatEndsLeavesItsTimeWithItsParent() {
        TreeReading before = reading(Map.of("1@1", new Times(10, 0), "2@5", new Times(50, 0)));
        TreeReading after = reading(Map.of("1@1", new Times(12, 57)));
        assertThat(after.cpuNanosSince(before)).isEqualTo(9 * TICK); // 2 of its own and 7 of the child's
    }

    @Test
    void aChildThatNobodyWaitedForCostsNothingBelowZero() {
        TreeReading before = reading(Map.of("1@1", new Times(10, 0), "2@5", new Times(50, 0)));
        TreeReading after = reading(Map.of("1@1", new Times(12, 0)));
        assertThat(after.cpuNanosSince(before)).isEqualTo(2 * TICK);
    }

    @Test
    void aChildThatIsNewCountsFromItsStart() {
        TreeReading before = reading(Map.of("1@1", new Times(10, 3)));
        TreeReading after = reading(Map.of("1@1", new Times(10, 3), "2@9", new Times(4, 0)));
        assertThat(after.cpuNanosSince(before)).isEqualTo(4 * TICK);
    }

    @Test
    void allThatEndedIsZero() {
        TreeReading before = reading(Map.of("1@1", new Times(10, 3)));
        assertThat(reading(Map.of()).cpuNanosSince(before)).isZero();
    }
}
