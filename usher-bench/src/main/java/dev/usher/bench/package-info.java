/** Load generators and floors. */
@NullMarked
package dev.usher.bench;

import org.jspecify.annotations.NullMarked;
