/**
 * The floor under a seat: a receiver that does the sends of a seat and nothing else, so that what a seat costs more is what
 * its features cost.
 */
@NullMarked
package dev.usher.bench.floor;

import org.jspecify.annotations.NullMarked;
