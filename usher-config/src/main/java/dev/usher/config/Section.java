package dev.usher.config;

import java.util.List;

/**
 * {@code <Name argument…> … </Name>}; the file as a whole is one, too, with the name {@code ""}.
 *
 * @param name as written
 * @param arguments quotes and variables resolved
 * @param at the line of its beginning
 * @param children directives and sections in their order
 */
public record Section(String name, List<String> arguments, Origin.Line at, List<Node> children) implements Node {
    /** Copies the lists. */
    public Section {
        arguments = List.copyOf(arguments);
        children = List.copyOf(children);
    }

    /** The beginning as one would write it: {@code <VirtualHost *:80>}; {@code the main server} for the whole file. */
    public String title() {
        if (name.isEmpty()) {
            return Context.SERVER.description();
        }
        return "<" + name + (arguments.isEmpty() ? "" : " " + Text.written(arguments)) + ">";
    }
}
