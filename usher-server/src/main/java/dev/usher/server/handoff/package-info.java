/** The handoff output filter and its lanes. */
@NullMarked
package dev.usher.server.handoff;

import org.jspecify.annotations.NullMarked;
