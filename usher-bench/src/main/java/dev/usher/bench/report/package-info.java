/**
 * What was measured, for people and programs: figures with their names and units, results and their medians, the table and
 * the JSON.
 */
@NullMarked
package dev.usher.bench.report;

import org.jspecify.annotations.NullMarked;
