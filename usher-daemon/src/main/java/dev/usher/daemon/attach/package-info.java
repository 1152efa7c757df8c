/** Files that a handoff names: opened below one directory, read off the loops, removed once they have been sent. */
@NullMarked
package dev.usher.daemon.attach;

import org.jspecify.annotations.NullMarked;
