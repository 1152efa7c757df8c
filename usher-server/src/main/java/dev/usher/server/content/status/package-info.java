/** The door's own figures: what is counted, {@code SetHandler usher-metrics} and {@code SetHandler server-status}. */
@NullMarked
package dev.usher.server.content.status;

import org.jspecify.annotations.NullMarked;
