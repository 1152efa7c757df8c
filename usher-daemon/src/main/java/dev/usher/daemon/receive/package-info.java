/** Listener, admission, limits. */
@NullMarked
package dev.usher.daemon.receive;

import org.jspecify.annotations.NullMarked;
