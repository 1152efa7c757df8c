package dev.usher.server.content.site;

import dev.usher.config.BadValue;
import dev.usher.config.ValueType;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
 * What a section's beginning matches: a plain path, a shell pattern or an expression.
 *
 * <p>What is matched never holds a newline ({@link MappedSite} refuses such paths), so that {@code $} is the very end: what
 * Java and httpd before 2.4.30 also take for one, the place before a final newline, was CVE-2017-15715.
 *
 * @param text as written; for a plain path without the slash at its end
 * @param pattern how it is matched; for a plain path never asked
 * @param kind which of the three
 */
record PathPattern(String text, Pattern pattern, Kind kind) {
    /** Plain, with shell characters, or an expression. */
    enum Kind {
        /** The text itself. */
        PLAIN,
        /** All of it must match. */
        GLOB,
        /** Some part of it must match. */
        REGEX
    }

    /** Makes a pattern of one word. */
    @FunctionalInterface
    interface Reader {
        PathPattern read(String word) throws BadValue;
    }

    /** The argument of a section that may begin with {@code ~} and then take an expression. */
    static ValueType<PathPattern> argument(String syntax, Reader plain) {
        return ValueType.of(syntax, 1, 2, words -> {
            if (words.size() == 1) {
                return plain.read(words.getFirst());
            }
            if (!words.getFirst().equals("~")) {
                throw new BadValue("takes one word, or ~ and an expression", words.getFirst());
            }
            return regex(words.get(1));
        });
    }

    /** The argument of a {@code …Match} section. */
    static ValueType<PathPattern> expression() {
        return ValueType.of("EXPRESSION", 1, 1, words -> regex(words.getFirst()));
    }

    /** The argument of {@code <LocationMatch>}: as URL paths, matched byte by byte. */
    static ValueType<PathPattern> urlExpression() {
        return ValueType.of("EXPRESSION", 1, 1, words -> regex(AliasRule.bytes(words.getFirst())));
    }

    static PathPattern directory(String word) throws BadValue {
        if (!word.startsWith("/")) {
            throw new BadValue("must be an absolute path", word);
        }
        try {
            return globOrPlain(Path.of(word).normalize().toString());
        } catch (InvalidPathException e) {
            throw new BadValue("must be a path (" + e.getReason() + ")", word);
        }
    }

    static PathPattern location(String word) throws BadValue {
        if (!word.startsWith("/")) {
            throw new BadValue("must be a URL path, which begins with a slash", word);
        }
        return globOrPlain(AliasRule.bytes(word));
    }

    static PathPattern fileName(String word) throws BadValue {
        return globOrPlain(word);
    }

    private static PathPattern globOrPlain(String word) throws BadValue {
        try {
            return new PathPattern(word, Glob.compile(word), Glob.isPattern(word) ? Kind.GLOB : Kind.PLAIN);
        } catch (PatternSyntaxException e) {
            throw new BadValue("must be a pattern (" + e.getDescription() + ")", word);
        }
    }

    private static PathPattern regex(String word) throws BadValue {
        try {
            return new PathPattern(word, Pattern.compile(word, Pattern.UNIX_LINES), Kind.REGEX);
        } catch (PatternSyntaxException e) {
            throw new BadValue("must be a regular expression (" + e.getDescription() + ")", word);
        }
    }

    /** Whether a file's name is meant. */
    boolean matchesName(String name) {
        return matches(name);
    }

    /** Whether this very directory is meant; not those below it. An expression may also match it with a slash at its end. */
    boolean matchesDirectory(String directory) {
        return matches(directory) || (kind == Kind.REGEX && matches(directory + "/"));
    }

    /** Whether a URL path is meant: it or one below it for a plain one. */
    boolean matchesUrl(String path) {
        if (kind != Kind.PLAIN) {
            return matches(path);
        }
        return path.startsWith(text)
                && (text.endsWith("/") || path.length() == text.length() || path.charAt(text.length()) == '/');
    }

    /** Number of names in a directory's path; what decides which section counts later. */
    int depth() {
        return Path.of(text).getNameCount();
    }

    private boolean matches(String subject) {
        return switch (kind) {
            case PLAIN -> text.equals(subject);
            case GLOB -> pattern.matcher(subject).matches();
            case REGEX -> pattern.matcher(subject).find();
        };
    }
}
