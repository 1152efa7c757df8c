/** {@code SetHandler java:NAME}: handlers written in Java, each request on a virtual thread of its own. */
@NullMarked
package dev.usher.server.content.java;

import org.jspecify.annotations.NullMarked;
