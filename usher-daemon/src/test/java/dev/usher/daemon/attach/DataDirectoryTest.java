package dev.usher.daemon.attach;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What happens to a file between its check, its reading and its removal. */
class DataDirectoryTest {
    @TempDir
    Path path;

    private Path file;
    private DataDirectory directory;

    @BeforeEach
    void write() throws Exception {
        file = Files.writeString(path.resolve("a.txt"), "first");
        directory = new DataDirectory(path.toAbsolutePath());
    }

    @Test
    void aFileThatGrowsWhileItIsReadIsRefused() throws Exception {
        try (OpenFile open = directory.open("a.txt")) {
            Files.writeString(file, "more", StandardOpenOption.APPEND);
            assertThatThrownBy(open::readAll).isInstanceOf(RefusedFile.class).hasMessageContaining("changed");
        }
    }

    @Test
    void aFileThatShrinksWhileItIsReadIsRefused() throws Exception {
        try (OpenFile open = directory.open("a.txt")) {
            Files.writeString(file, "1");
            assertThatThrownBy(open::readAll).isInstanceOf(RefusedFile.class).hasMessageContaining("changed");
        }
    }

    @Test
    void whatWasCheckedIsReadThoughItsPathIsAnotherFilesByNow() throws Exception {
        try (OpenFile open = directory.open("a.txt")) {
            Files.delete(file);
            Files.createSymbolicLink(file, Path.of("/etc/passwd"));
            assertThat(open.readAll()).asString().isEqualTo("first");
        }
    }

    @Test
    void theFileThatWasReadIsRemovedOnce() throws Exception {
        FileMark mark = mark();
        assertThat(DataDirectory.remove(mark)).isTrue();
        assertThat(DataDirectory.remove(mark)).isFalse();
        assertThat(file).doesNotExist();
    }

    @Test
    void aNewFileOfTheSameNameStays() throws Exception {
        FileMark mark = mark();
        do { // a clock of the kernel's may stand still for some milliseconds
            Files.delete(file);
            Files.writeString(file, "other");
        } while (Files.getAttribute(file, "unix:ctime").equals(mark.changed()));
        assertThat(DataDirectory.remove(mark)).isFalse();
        assertThat(file).hasContent("other");
    }

    @Test
    void aFileThatWasWrittenAnewStays() throws Exception {
        FileMark mark = mark();
        Files.setLastModifiedTime(file, java.nio.file.attribute.FileTime.fromMillis(1));
        assertThat(DataDirectory.remove(mark)).isFalse();
        assertThat(file).exists();
    }

    @Test
    void aDirectoryThatIsALinkByNowIsNotFollowed() throws Exception {
        Path inner = Files.createDirectory(path.resolve("in"));
        Files.move(file, inner.resolve("a.txt"));
        FileMark mark;
        try (OpenFile open = directory.open("in/a.txt")) {
            mark = open.mark();
        }
        Path moved = Files.move(inner, path.resolve("moved"));
        Files.createSymbolicLink(inner, moved);
        assertThat(DataDirectory.remove(mark)).isFalse();
        assertThat(moved.resolve("a.txt")).exists();
    }

    @Test
    void aNulInAPathIsRefused() {
        assertThatThrownBy(() -> directory.open("a.txt\0.png")).isInstanceOf(RefusedFile.class);
    }

    @Test
    void aPathThatIsTooLongIsRefused() {
        assertThatThrownBy(() -> directory.open("x".repeat(5000))).isInstanceOf(RefusedFile.class);
    }

    @Test
    void aDirectoryOfAnotherKindCannotBeMade() {
        assertThatThrownBy(() -> new DataDirectory(file).make()).isInstanceOf(IOException.class);
    }

    private FileMark mark() throws Exception {
        try (OpenFile open = directory.open("a.txt")) {
            return open.mark();
        }
    }
}
