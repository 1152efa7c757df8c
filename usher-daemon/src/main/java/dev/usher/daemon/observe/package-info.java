/** What an operator sees: metrics, health, the status page, all on one admin port. */
@NullMarked
package dev.usher.daemon.observe;

import org.jspecify.annotations.NullMarked;
