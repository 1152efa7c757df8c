package dev.usher.config;

import java.util.List;

/**
 * A line {@code Name argument…}.
 *
 * @param name as written
 * @param arguments quotes and variables resolved
 * @param at its first line
 */
public record Directive(String name, List<String> arguments, Origin.Line at) implements Node {
    /** Copies the arguments. */
    public Directive {
        arguments = List.copyOf(arguments);
    }
}
