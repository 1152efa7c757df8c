package dev.usher.config;

import java.util.List;

/**
 * A section, or a condition, whose end has not come yet.
 *
 * @param name as written
 * @param arguments of a section; of a condition none
 * @param at the line of its beginning
 * @param active false for a condition that does not hold, and for all within one
 * @param children where its content goes; of a condition the list of the section around it
 * @param condition true for {@code <IfModule>} and {@code <IfDefine>}, which leave no trace in the tree
 */
record OpenSection(
        String name, List<String> arguments, Origin.Line at, boolean active, List<Node> children, boolean condition) {

    Section closed() {
        return new Section(name, arguments, at, children);
    }
}
