package dev.usher.config;

/**
 * One place that gave a setting its value, or a part of it.
 *
 * @param written the value as written; a secret's is {@code ***}
 * @param origin the line, flag or variable
 */
public record Occurrence(String written, Origin origin) {}
