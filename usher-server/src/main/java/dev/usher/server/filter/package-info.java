/** Filters in the style of read and print, how filters say where they belong, and what runs before their first call. */
@NullMarked
package dev.usher.server.filter;

import org.jspecify.annotations.NullMarked;
