/** The model APIs as backends: what they are asked, what they answer, event by event. */
@NullMarked
package dev.usher.daemon.model;

import org.jspecify.annotations.NullMarked;
