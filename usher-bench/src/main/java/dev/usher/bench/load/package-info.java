/**
 * The load itself: rounds of clients that are handed to a seat or ask a door, each read to its verdict, and the tally of a
 * round made into figures beside what the server used meanwhile. {@link dev.usher.bench.load.DaemonPlan} and {@link
 * dev.usher.bench.load.FrontPlan} are its doors.
 */
@NullMarked
package dev.usher.bench.load;

import org.jspecify.annotations.NullMarked;
