/**
 * {@code usher bench}: its commands, what may stand on their command lines, and what they say when they end. The work is done
 * in the rooms below: what is to come ({@code script}), verdicts ({@code judge}), load ({@code load}), the processes under
 * test ({@code process}), the floor under a seat ({@code floor}) and results ({@code report}).
 */
@NullMarked
package dev.usher.bench;

import org.jspecify.annotations.NullMarked;
