/** The wire between door and seat: offer and receive, both socket types, protocol versions. */
@NullMarked
package dev.usher.handoff;

import org.jspecify.annotations.NullMarked;
