/** Where lines of access go: files written by one thread, so that no loop ever waits for a disk. */
@NullMarked
package dev.usher.server.content.log;

import org.jspecify.annotations.NullMarked;
