/** Files from disk: types, conditional requests, ranges. */
@NullMarked
package dev.usher.server.content.files;

import org.jspecify.annotations.NullMarked;
