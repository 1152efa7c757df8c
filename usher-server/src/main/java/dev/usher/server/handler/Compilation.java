package dev.usher.server.handler;

import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What came of compiling sources.
 *
 * @param classes by binary name; none after a failure
 * @param read the sources that were read, as they were
 * @param searched the folders in which sources were looked for, as they were
 * @param failure what is wrong, with file, line and column; null where nothing is
 * @param refused whether a source could not be read or is not trusted: what mends that may change no file
 */
record Compilation(
        Map<String, ClassBytes> classes,
        Map<Path, FileStamp> read,
        Map<Path, FileStamp> searched,
        @Nullable HandlerException failure,
        boolean refused) {

    /** Whether the same compilation would fail in the same way, as far as files tell. */
    boolean wouldFailAgain() {
        return failure != null && !refused && FileStamp.hold(read) && FileStamp.hold(searched);
    }

    /** Whether it says nothing that {@code earlier} did not say: a refusal is looked at again and again. */
    boolean repeats(@Nullable Compilation earlier) {
        return refused && earlier != null && message().equals(earlier.message());
    }

    /** What is wrong; empty where nothing is. */
    String message() {
        return failure == null ? "" : String.valueOf(failure.getMessage());
    }
}
