/** A program for each client, with the client's socket as its input and output. */
@NullMarked
package dev.usher.daemon.exec;

import org.jspecify.annotations.NullMarked;
