/** HTTP/1.1 at the door: heads, bodies, exchanges. */
@NullMarked
package dev.usher.server.http;

import org.jspecify.annotations.NullMarked;
