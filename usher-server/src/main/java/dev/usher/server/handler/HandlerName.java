package dev.usher.server.handler;

import dev.usher.config.BadValue;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A handler's name as a configuration writes it.
 *
 * <pre>
 *   Some::Class   some.Class         a class
 *   Some::Class::name                the class of that name, or a method or nested class of Some.Class
 *   FILE.java                        the class that FILE.java is named for
 *   FILE.java::name                  a method or nested class of it
 * </pre>
 *
 * @param text as written; what messages say
 * @param file the source, as written; null where a class is named
 * @param className with dots, and a dollar sign before a nested class where it was written so; of a file its simple name
 * @param owner the class whose method or nested class {@code member} may be; null where no member is named
 * @param member the last part behind {@code ::}; null where no member is named
 */
public record HandlerName(
        String text,
        @Nullable Path file,
        String className,
        @Nullable String owner,
        @Nullable String member) {
    /** What a directive takes, for messages and the documentation. */
    public static final String SYNTAX = "HANDLER";

    private static final String WANTED =
            "must be a handler's name: Some::Class, some.Class, Some::Class::method," + " FILE.java or FILE.java::Name";
    private static final String WORD = "[\\p{L}_$][\\p{L}\\p{N}_$]*";
    private static final Pattern CLASS = Pattern.compile(WORD + "(?:(?:::|\\.)" + WORD + ")*");
    private static final Pattern FILE = Pattern.compile("((?:.*/)?(" + WORD + ")\\.java)(?:::(" + WORD + "))?");

    /**
     * Reads a name.
     *
     * @throws BadValue where no class, method or source can have that name
     */
    public static HandlerName parse(String word) throws BadValue {
        Matcher file = FILE.matcher(word);
        if (file.matches()) {
            return ofFile(word, file);
        }
        if (!CLASS.matcher(word).matches() || word.contains(".java::")) {
            throw new BadValue(WANTED, word);
        }
        String className = word.replace("::", ".");
        int separator = word.lastIndexOf("::");
        boolean mayBeMember = separator > 0 && word.indexOf('.', separator) < 0;
        return mayBeMember
                ? new HandlerName(
                        word,
                        null,
                        className,
                        word.substring(0, separator).replace("::", "."),
                        word.substring(separator + 2))
                : new HandlerName(word, null, className, null, null);
    }

    private static HandlerName ofFile(String word, Matcher file) throws BadValue {
        String simpleName = file.group(2);
        String member = file.group(3);
        try {
            return new HandlerName(
                    word, Path.of(file.group(1)), simpleName, member == null ? null : simpleName, member);
        } catch (InvalidPathException e) {
            throw new BadValue(WANTED, word);
        }
    }

    @Override
    public String toString() {
        return text;
    }
}
