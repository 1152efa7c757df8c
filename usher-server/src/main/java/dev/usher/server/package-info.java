/** The door, assembled: configuration to listeners. */
@NullMarked
package dev.usher.server;

import org.jspecify.annotations.NullMarked;
