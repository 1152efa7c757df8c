package dev.usher.server.handoff;

import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/** Absolute paths as text: what they mean without a look at the file system. */
final class AbsolutePath {
    private AbsolutePath() {}

    /**
     * The path without empty components, {@code .} and {@code ..}, and without a slash at its end.
     *
     * @return null where it is empty, relative, or holds a NUL, at which C would cut it
     */
    static @Nullable String normalised(String path) {
        if (!path.startsWith("/") || path.indexOf('\0') >= 0) {
            return null;
        }
        Deque<String> kept = new ArrayDeque<>();
        for (String component : path.split("/", -1)) {
            switch (component) {
                case "", "." -> {
                    // says nothing
                }
                case ".." -> kept.pollLast();
                default -> kept.addLast(component);
            }
        }
        return "/" + String.join("/", kept);
    }

    /** Whether {@code path} is {@code directory} or below it; both normalised. {@code /run-evil} is not below {@code /run}. */
    static boolean isWithin(String path, String directory) {
        return directory.equals("/")
                || path.equals(directory)
                || (path.startsWith(directory) && path.charAt(directory.length()) == '/');
    }
}
