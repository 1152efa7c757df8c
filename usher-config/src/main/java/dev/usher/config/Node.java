package dev.usher.config;

import java.util.List;

/** One entry of a configuration file after Include, Define and the conditions were resolved. */
public sealed interface Node permits Directive, Section {

    /** The name as written. */
    String name();

    /** The words behind the name, quotes and variables resolved. */
    List<String> arguments();

    /** The line it begins on. */
    Origin.Line at();
}
