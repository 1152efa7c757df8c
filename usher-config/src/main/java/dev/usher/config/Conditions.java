package dev.usher.config;

import java.util.List;

/** {@code <IfDefine [!]NAME>} and {@code <IfModule [!]MODULE>}. */
final class Conditions {
    private final Catalog catalog;
    private final Variables variables;

    Conditions(Catalog catalog, Variables variables) {
        this.catalog = catalog;
        this.variables = variables;
    }

    static boolean isCondition(String section) {
        return section.equalsIgnoreCase("IfDefine") || section.equalsIgnoreCase("IfModule");
    }

    boolean holds(String section, List<String> arguments) throws SyntaxError {
        if (arguments.size() != 1
                || arguments.getFirst().isEmpty()
                || arguments.getFirst().equals("!")) {
            throw new SyntaxError("<" + section + "> takes one name, with '!' before it for the contrary");
        }
        boolean negated = arguments.getFirst().startsWith("!");
        String name = arguments.getFirst().substring(negated ? 1 : 0);
        boolean there = section.equalsIgnoreCase("IfModule") ? catalog.hasModule(name) : variables.isDefined(name);
        return there != negated;
    }

    /** Why the content of a condition with this argument does not count. */
    static String whySkipped(String section, String argument) {
        boolean negated = argument.startsWith("!");
        String name = Text.bounded(argument.substring(negated ? 1 : 0));
        String what = section.equalsIgnoreCase("IfModule") ? "built in" : "defined";
        return name + (negated ? " is " : " is not ") + what;
    }

    String whyIgnored(String module) {
        return catalog.hasModule(module)
                ? " is ignored: what it does is built in"
                : " is ignored: no modules are loaded, and nothing of this name is built in";
    }
}
