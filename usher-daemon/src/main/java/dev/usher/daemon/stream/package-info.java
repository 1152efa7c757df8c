/** One client's response: server-sent events, pacing, end. */
@NullMarked
package dev.usher.daemon.stream;

import org.jspecify.annotations.NullMarked;
