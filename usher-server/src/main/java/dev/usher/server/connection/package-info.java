/** The connection cycle: phases, filter chains, the wire, drivers. */
@NullMarked
package dev.usher.server.connection;

import org.jspecify.annotations.NullMarked;
