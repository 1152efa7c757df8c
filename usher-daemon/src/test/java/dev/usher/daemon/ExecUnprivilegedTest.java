package dev.usher.daemon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.usher.fd.ThisProcess;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** As nobody, with 256 descriptors: what root never sees of programs. */
@Tag("unprivileged")
class ExecUnprivilegedTest {
    @TempDir
    Path directory;

    private Path script(String text) throws Exception {
        Path file = Files.writeString(directory.resolve("handler.sh"), "#!/bin/sh\n" + text + "\n");
        assertThat(file.toFile().setExecutable(true)).isTrue();
        return file;
    }

    @Test
    void aProgramRunsAsThisUserWithNothingInherited() throws Exception {
        try (House house =
                House.open(directory, "backend=exec", "exec-command=" + script("id -u; exec ls /proc/self/fd"))) {
            assertThat(house.exchange("{}")).isEqualTo(ThisProcess.uid() + "\n0\n1\n2\n3\n");
        }
    }

    @Test
    void aProgramThatMayNoLongerBeExecutedIs500() throws Exception {
        Path file = script("echo ran");
        try (House house = House.open(directory, "backend=exec", "exec-command=" + file)) {
            assertThat(file.toFile().setExecutable(false)).isTrue();
            assertThat(house.exchange("{}")).startsWith("HTTP/1.1 500 ").contains("handler_cannot_start");
        }
    }

    @Test
    void aProgramInAClosedDirectoryIsAnErrorOfTheStart() throws Exception {
        Path closed = Files.createDirectory(directory.resolve("closed"));
        Path file = Files.copy(script("echo ran"), closed.resolve("handler.sh"));
        assertThat(closed.toFile().setExecutable(false)).isTrue();
        try {
            assertThatThrownBy(() -> House.open(directory, "backend=exec", "exec-command=" + file))
                    .hasMessageStartingWith("cannot run " + file);
        } finally {
            assertThat(closed.toFile().setExecutable(true)).isTrue();
        }
    }
}
