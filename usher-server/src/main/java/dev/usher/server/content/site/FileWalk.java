package dev.usher.server.content.site;

import dev.usher.server.content.site.FoundFile.Kind;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import org.jspecify.annotations.Nullable;

/**
 * Walks from a root along a decoded path, name by name, to the first thing that is no directory (ATTACKS C1, D6).
 *
 * <p>No text decides what is a script and what its path information: only the file system does, byte by byte, so {@code
 * /x.txt/.php} is the file x.txt with something behind it. Names that no client should be able to mean are not looked
 * for: those with control characters or bytes that are not UTF-8, {@code .} and {@code ..}. A name that begins with a dot
 * is private, {@code .well-known} (RFC 8615) excepted.
 *
 * <p>Symbolic links are followed, and reported: whether one may lead out of the root is for the settings of the place it
 * leads to, and {@link #isInside} tells whether it does. Between this look and the opening of the file its owner could
 * swap it, as with any server.
 */
final class FileWalk {
    private static final String PUBLIC_DOT_NAME = ".well-known";

    private final Path root;
    private boolean sawLink;

    private FileWalk(Path root) {
        this.root = root;
    }

    /**
     * Walks.
     *
     * @param root absolute and normalised; may itself be a link
     * @param path what follows the root: ISO-8859-1 for bytes, decoded once and normalised
     */
    static FoundFile walk(Path root, String path) {
        FileWalk walk = new FileWalk(root);
        try {
            return walk.run(path);
        } catch (AccessDeniedException e) {
            return walk.forbidden(root);
        } catch (IOException | InvalidPathException e) {
            return walk.missing(root, ""); // a name too long, a loop of links, what no file system can hold
        }
    }

    private FoundFile run(String path) throws IOException {
        Path at = root;
        BasicFileAttributes attributes = attributes(at);
        int from = 0;
        while (true) {
            if (attributes == null) {
                return missing(at, path.substring(from));
            }
            if (!attributes.isDirectory()) {
                Kind kind = attributes.isRegularFile() ? Kind.FILE : Kind.FORBIDDEN;
                return new FoundFile(kind, at, path.substring(from), attributes, sawLink);
            }
            int start = skipSlashes(path, from);
            if (start == path.length()) {
                return new FoundFile(Kind.DIRECTORY, at, "", attributes, sawLink);
            }
            int end = endOfName(path, start);
            String name = fileName(path.substring(start, end));
            if (name == null) {
                return missing(at, path.substring(from));
            }
            at = at.resolve(name);
            from = end;
            attributes = attributes(at);
            if (attributes != null && name.startsWith(".") && !name.equals(PUBLIC_DOT_NAME)) {
                return forbidden(at);
            }
        }
    }

    private static int skipSlashes(String path, int from) {
        int at = from;
        while (at < path.length() && path.charAt(at) == '/') {
            at++;
        }
        return at;
    }

    private static int endOfName(String path, int start) {
        int slash = path.indexOf('/', start);
        return slash < 0 ? path.length() : slash;
    }

    private @Nullable BasicFileAttributes attributes(Path file) throws IOException {
        try {
            BasicFileAttributes own = Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
            if (!own.isSymbolicLink()) {
                return own;
            }
            sawLink |= !file.equals(root);
            return Files.readAttributes(file, BasicFileAttributes.class);
        } catch (java.nio.file.NoSuchFileException e) {
            return null;
        }
    }

    /** The name as the file system knows it, or null where there can be none such. */
    static @Nullable String fileName(String bytes) {
        if (bytes.equals(".") || bytes.equals("..")) {
            return null;
        }
        boolean ascii = true;
        for (int i = 0; i < bytes.length(); i++) {
            char c = bytes.charAt(i);
            if (c < 0x20 || c == 0x7f) {
                return null;
            }
            ascii &= c < 0x80;
        }
        return ascii ? bytes : utf8(bytes);
    }

    /** Text of bytes (ISO-8859-1) as UTF-8, or null where it is none; overlong forms are none (RFC 3629). */
    private static @Nullable String utf8(String bytes) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes.getBytes(StandardCharsets.ISO_8859_1)))
                    .toString();
        } catch (CharacterCodingException e) {
            return null;
        }
    }

    /** Whether a file lies below the root when all links, the root's own too, are resolved. */
    static boolean isInside(Path root, Path file) {
        try {
            return file.toRealPath().startsWith(root.toRealPath());
        } catch (IOException e) {
            return false;
        }
    }

    private FoundFile missing(Path at, String rest) {
        return new FoundFile(Kind.MISSING, at, rest, null, sawLink);
    }

    private FoundFile forbidden(Path at) {
        return new FoundFile(Kind.FORBIDDEN, at, "", null, sawLink);
    }
}
