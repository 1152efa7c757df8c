package dev.usher.server.content.site;

import dev.usher.server.content.DocumentRoot;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Lays a URL path over the file system: the first Alias that takes it, else DocumentRoot. Immutable.
 *
 * @param aliases in the order in which they count
 * @param documentRoot absolute; null where the site has none, and then only aliases lead anywhere
 */
record Translation(List<AliasRule> aliases, @Nullable Path documentRoot) {
    /** A site without DocumentRoot tells its applications of a directory that is empty by law. */
    private static final Path NOWHERE = Path.of("/var/empty");

    /**
     * A path and what it was laid over.
     *
     * @param root where the walk begins
     * @param rest what of the path is to be walked
     */
    record Laid(DocumentRoot root, String rest) {}

    /** The root of a site that has none. */
    static DocumentRoot nowhere() {
        return new DocumentRoot(NOWHERE, NOWHERE, "");
    }

    /** Where a decoded path leads, or null where it leads nowhere. */
    @Nullable
    Laid lay(String path) {
        Path site = documentRoot == null ? NOWHERE : documentRoot;
        for (AliasRule alias : aliases) {
            String rest = alias.rest(path);
            if (rest != null) {
                return new Laid(new DocumentRoot(site, alias.target(), withoutSlash(alias.prefix())), rest);
            }
        }
        return documentRoot == null ? null : new Laid(new DocumentRoot(site, site, ""), path);
    }

    private static String withoutSlash(String prefix) {
        return prefix.endsWith("/") ? prefix.substring(0, prefix.length() - 1) : prefix;
    }
}
