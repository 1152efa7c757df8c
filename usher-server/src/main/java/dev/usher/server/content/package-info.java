/** What answers a request: files, FastCGI. */
@NullMarked
package dev.usher.server.content;

import org.jspecify.annotations.NullMarked;
