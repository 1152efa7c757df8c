/** Where tokens come from. */
@NullMarked
package dev.usher.daemon.backend;

import org.jspecify.annotations.NullMarked;
