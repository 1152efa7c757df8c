package dev.usher.server.http;

import org.jspecify.annotations.Nullable;

/** Chooses among the name-based hosts of one listening address. */
@FunctionalInterface
public interface SiteSelector {

    /** The site of this name; the first one where none has it, and where the request names no host. */
    Site select(@Nullable String host);

    /** The limits before a name is known: those of the first site. */
    default HttpLimits limits() {
        return HttpLimits.DEFAULT;
    }
}
