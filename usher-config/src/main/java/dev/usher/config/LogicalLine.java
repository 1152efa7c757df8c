package dev.usher.config;

/**
 * A line with its continuations, without the blanks around it.
 *
 * @param at its first line
 * @param text neither empty nor a comment
 */
record LogicalLine(Origin.Line at, String text) {}
