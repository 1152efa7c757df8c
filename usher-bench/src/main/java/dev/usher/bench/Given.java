package dev.usher.bench;

import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;

/** What stands on the command line, checked: each error names the option, its value and what it takes. */
record Given(CommandSpec spec) {
    /** The most of connections, requests and the like. */
    static final int NUMBERS_MAX = 10_000_000;
    /** The longest timeout. */
    static final long TIMEOUT_MILLIS_MAX = 86_400_000;

    /** Whether an option stands there. */
    boolean has(String option) {
        return spec.commandLine().getParseResult().hasMatchedOption(option);
    }

    /** Checks an option's number, where it stands there; a default may be what nobody could write. */
    void between(String option, long value, long least, long most) {
        require(
                !has(option) || (value >= least && value <= most),
                option + " " + value + ": it must be between " + least + " and " + most);
    }

    /** A usage error where this does not hold. */
    void require(boolean holds, String otherwise) {
        if (!holds) {
            throw new ParameterException(spec.commandLine(), otherwise);
        }
    }
}
