/**
 * The processes under test, from outside: what /proc says of their processor time and memory, which of them make up a
 * server, and a seat that is started for the measurement and goes with it.
 */
@NullMarked
package dev.usher.bench.process;

import org.jspecify.annotations.NullMarked;
