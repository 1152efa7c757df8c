package dev.usher.config;

import java.nio.file.Path;
import java.util.List;

/**
 * A configuration without errors.
 *
 * @param catalog what it was held against
 * @param main the main server, all else within it
 * @param notices what the user should know, sorted by file and line
 * @param baseDirectory what relative paths belong to: {@code ServerRoot}, else the main file's directory; absolute
 */
public record Configuration(Catalog catalog, Scope main, List<Problem> notices, Path baseDirectory) {
    /** Copies the notices. */
    public Configuration {
        notices = List.copyOf(notices);
    }

    /** The tree as it was read, conditions and includes resolved. */
    public Section tree() {
        return main.section();
    }
}
