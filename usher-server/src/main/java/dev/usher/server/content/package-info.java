/** What answers a request: files, FastCGI. Sub-packages: {@code site} leads a path here, {@code files} and {@code fastcgi} answer. */
@NullMarked
package dev.usher.server.content;

import org.jspecify.annotations.NullMarked;
