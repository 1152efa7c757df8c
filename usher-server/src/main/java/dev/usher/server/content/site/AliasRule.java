package dev.usher.server.content.site;

import dev.usher.config.BadValue;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * {@code Alias URL-PATH PATH}.
 *
 * @param prefix begins with a slash; with a slash at its end it takes only what lies below it, as in httpd
 * @param target a directory or a file; absolute once {@link #under} was asked
 */
record AliasRule(String prefix, Path target) {
    static AliasRule parse(List<String> words) throws BadValue {
        String prefix = words.get(0);
        if (!prefix.startsWith("/")) {
            throw new BadValue("must begin with a URL path, and that with a slash", prefix);
        }
        try {
            return new AliasRule(bytes(prefix), Path.of(words.get(1)));
        } catch (InvalidPathException e) {
            throw new BadValue("must lead to a path (" + e.getReason() + ")", words.get(1));
        }
    }

    /** A relative target belongs to ServerRoot, as DocumentRoot does. */
    AliasRule under(Path baseDirectory) {
        return new AliasRule(
                prefix, baseDirectory.resolve(target).toAbsolutePath().normalize());
    }

    /** Text of a configuration file as the bytes a request's path is made of. */
    static String bytes(String text) {
        return new String(
                text.getBytes(java.nio.charset.StandardCharsets.UTF_8), java.nio.charset.StandardCharsets.ISO_8859_1);
    }

    /** What of {@code path} lies behind the alias; null where it is not meant. */
    @Nullable
    String rest(String path) {
        if (!path.startsWith(prefix)) {
            return null;
        }
        boolean atBorder =
                prefix.endsWith("/") || path.length() == prefix.length() || path.charAt(prefix.length()) == '/';
        return atBorder ? path.substring(prefix.length()) : null;
    }
}
