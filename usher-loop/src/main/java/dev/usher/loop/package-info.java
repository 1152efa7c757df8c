/** Netty's event loops with a plain descriptor on them, and a timer wheel. */
@NullMarked
package dev.usher.loop;

import org.jspecify.annotations.NullMarked;
