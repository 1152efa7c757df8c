/** The command line: a configuration file becomes roles. */
@NullMarked
package dev.usher.cli;

import org.jspecify.annotations.NullMarked;
