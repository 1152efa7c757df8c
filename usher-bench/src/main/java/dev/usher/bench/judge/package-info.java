/**
 * Verdicts on bytes: what came, however it was cut, against what the {@link dev.usher.bench.script script} says that it is
 * to be. No input, no output, no clock.
 */
@NullMarked
package dev.usher.bench.judge;

import org.jspecify.annotations.NullMarked;
