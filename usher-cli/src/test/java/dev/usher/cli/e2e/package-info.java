/**
 * End to end: Usher as a process of its own, real php-fpm, curl, Python and C. What issue and README promise is shown
 * here from the outside.
 */
@NullMarked
package dev.usher.cli.e2e;

import org.jspecify.annotations.NullMarked;
