/**
 * What a seat is to say, byte for byte: the ticket that names one connection, the mock backend's text, and the forms in
 * which its events come. Knows nothing of sockets.
 */
@NullMarked
package dev.usher.bench.script;

import org.jspecify.annotations.NullMarked;
