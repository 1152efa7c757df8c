/**
 * What every test of Usher ends with. A module that has this one among its test dependencies gets {@link
 * dev.usher.testkit.Invariants} on each of its tests without naming it.
 */
@NullMarked
package dev.usher.testkit;

import org.jspecify.annotations.NullMarked;
