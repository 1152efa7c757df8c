/** The error log's way out: one bounded queue, one thread that writes. */
@NullMarked
package dev.usher.cli.log;

import org.jspecify.annotations.NullMarked;
