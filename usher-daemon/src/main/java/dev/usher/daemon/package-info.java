/** The seat, assembled. */
@NullMarked
package dev.usher.daemon;

import org.jspecify.annotations.NullMarked;
