/**
 * {@code usher doctor}: looks at what a configuration file needs of the machine, changes nothing, and names for each thing
 * that is wrong the command that mends it.
 */
@NullMarked
package dev.usher.cli.doctor;

import org.jspecify.annotations.NullMarked;
