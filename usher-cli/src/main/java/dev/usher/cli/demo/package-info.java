/**
 * {@code usher demo}: a door and an application in this process, a seat as its child, and a page that shows what becomes
 * of a stream.
 */
@NullMarked
package dev.usher.cli.demo;

import org.jspecify.annotations.NullMarked;
