package dev.usher.bench;

import java.util.Locale;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;

/** What stands on the command line, checked: each error names the option, its value and what it takes. */
record Given(CommandSpec spec) {
    /** The most of connections, requests and the like. */
    static final int NUMBERS_MAX = 10_000_000;
    /** The longest timeout. */
    private static final long TIMEOUT_MILLIS_MAX = 86_400_000;

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

    /** Checks what every load has beside its numbers. */
    void runs(int runs, int warmUp, long timeoutMillis) {
        between("--runs", runs, 1, 99);
        between("--warm-up", warmUp, 0, NUMBERS_MAX);
        between("--timeout", timeoutMillis, 1, TIMEOUT_MILLIS_MAX);
    }

    /** What {@code --warm-up} stands for: a fifth of all where it does not stand there. */
    static int warmUp(int asked, int all) {
        return asked < 0 ? all / 5 : asked;
    }

    /** An enum's word, as one writes it on a command line. */
    static String word(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }

    /** A usage error where this does not hold. */
    void require(boolean holds, String otherwise) {
        if (!holds) {
            throw new ParameterException(spec.commandLine(), otherwise);
        }
    }
}
