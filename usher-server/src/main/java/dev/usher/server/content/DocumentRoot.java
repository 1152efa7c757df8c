package dev.usher.server.content;

import java.nio.file.Path;

/**
 * A piece of the file system that URL paths are laid over: DocumentRoot or the target of an Alias.
 *
 * @param site the site's own DocumentRoot, absolute and normalised
 * @param context what this path was laid over; {@code site} unless an Alias took it
 * @param contextPrefix the Alias's URL path, without a slash at its end; empty without an Alias
 */
public record DocumentRoot(Path site, Path context, String contextPrefix) {}
