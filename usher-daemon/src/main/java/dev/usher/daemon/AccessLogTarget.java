package dev.usher.daemon;

import dev.usher.config.BadValue;
import dev.usher.config.ValueType;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Where the lines of an access log go.
 *
 * @param kind nowhere, to standard output, or to a file
 * @param file null where it is no file
 */
public record AccessLogTarget(Kind kind, @Nullable Path file) {
    /** The three of them. */
    public enum Kind {
        /** Nothing is written. */
        OFF,
        /** Standard output, which nothing else of a seat's goes to. */
        STANDARD_OUTPUT,
        /** Lines are appended to a file. */
        FILE
    }

    static final ValueType<AccessLogTarget> TYPE = ValueType.of("FILE|-|off", 1, 1, words -> parse(words.getFirst()));

    private static AccessLogTarget parse(String word) throws BadValue {
        if (word.equalsIgnoreCase("off")) {
            return new AccessLogTarget(Kind.OFF, null);
        }
        if (word.equals("-")) {
            return new AccessLogTarget(Kind.STANDARD_OUTPUT, null);
        }
        if (word.isEmpty() || word.startsWith("|") || word.startsWith("syslog:")) {
            throw new BadValue("must name a file, or be - for standard output, or off", word);
        }
        try {
            return new AccessLogTarget(Kind.FILE, Path.of(word));
        } catch (InvalidPathException e) {
            throw new BadValue("must name a file (" + e.getReason() + "), or be - or off", word);
        }
    }
}
