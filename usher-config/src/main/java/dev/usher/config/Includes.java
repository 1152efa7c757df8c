package dev.usher.config;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads included files in place. A relative path belongs to {@code ServerRoot} where one was set above, else to the
 * directory of the including file.
 */
final class Includes {
    private final Parser parser;
    private final Problems problems;
    /** The files being read, each including the one pushed after it. */
    private final Deque<Path> reading = new ArrayDeque<>();

    private @Nullable Path serverRoot;
    private int files = 1;

    Includes(Parser parser, Problems problems) {
        this.parser = parser;
        this.problems = problems;
    }

    void enter(Path mainFile) {
        reading.push(mainFile);
    }

    void serverRoot(List<String> arguments) {
        try {
            serverRoot = arguments.size() == 1 ? Path.of(arguments.getFirst()) : serverRoot;
        } catch (InvalidPathException checkedAgain) {
            // The directive stays in the tree, where its value is found at fault with a message of its own.
        }
    }

    void include(Origin.Line at, String pattern, boolean optional) throws SyntaxError {
        if (pattern.isEmpty()) {
            throw new SyntaxError("Include takes a path, but it is empty");
        }
        List<Path> found = find(pattern);
        if (found.isEmpty() && !optional) {
            throw new SyntaxError("Include " + Text.quoted(pattern) + " matches no file below " + base());
        }
        for (Path file : found) {
            if (!optional || Files.exists(file)) {
                read(at, file);
            }
        }
    }

    private Path base() {
        Path directory = reading.element().toAbsolutePath().getParent();
        Path fileDirectory = directory == null ? Path.of("/") : directory;
        return serverRoot == null ? fileDirectory : fileDirectory.resolve(serverRoot);
    }

    private List<Path> find(String pattern) throws SyntaxError {
        try {
            return IncludeFinder.find(base(), pattern);
        } catch (IOException e) {
            throw new SyntaxError(SourceFiles.reason(Path.of(pattern), e));
        }
    }

    private void read(Origin.Line at, Path file) throws SyntaxError {
        if (reading.size() >= Limits.INCLUDE_DEPTH) {
            parser.stop(at, "files include one another deeper than " + Limits.INCLUDE_DEPTH + "; reading stopped here");
            return;
        }
        if (++files > Limits.FILES) {
            parser.stop(at, "more than " + Limits.FILES + " files are included; reading stopped here");
            return;
        }
        try {
            requireNoCycle(file);
            byte[] bytes = SourceFiles.read(file);
            reading.push(file);
            parser.parseFile(file.normalize().toString(), bytes);
            reading.pop();
        } catch (IOException e) {
            problems.error(at, SourceFiles.reason(file, e));
        }
    }

    private void requireNoCycle(Path file) throws SyntaxError, IOException {
        Path real = file.toRealPath();
        for (Path outer : reading) {
            if (Files.exists(outer) && outer.toRealPath().equals(real)) {
                throw new SyntaxError(
                        Text.quoted(file.toString()) + " is being read already: files include one another in a circle");
            }
        }
    }
}
