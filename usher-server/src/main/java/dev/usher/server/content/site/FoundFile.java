package dev.usher.server.content.site;

import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import org.jspecify.annotations.Nullable;

/**
 * What a walk from a root along a path came to.
 *
 * @param kind what is there
 * @param file the file, the directory, or the first name that does not exist
 * @param pathInfo what of the path remains behind {@code file}, beginning with a slash; empty where nothing does
 * @param attributes of the file or directory, links followed; null where nothing is there
 * @param throughLink whether a symbolic link below the root was followed on the way
 */
record FoundFile(
        Kind kind, Path file, String pathInfo, @Nullable BasicFileAttributes attributes, boolean throughLink) {
    /** What stands at the end of a walk. */
    enum Kind {
        /** A regular file; path information may follow it. */
        FILE,
        /** A directory; the path ends here. */
        DIRECTORY,
        /** Nothing of that name. */
        MISSING,
        /** Something nobody may be served: a device, a pipe, a name that is kept private. */
        FORBIDDEN
    }

    /** The last name of the file, for {@code <Files>}. */
    String name() {
        Path name = file.getFileName();
        return name == null ? "" : name.toString();
    }

    /** The directory whose sections apply: the one found, or the one around the file. */
    Path directory() {
        Path parent = kind == Kind.DIRECTORY ? file : file.getParent();
        return parent == null ? file : parent;
    }
}
