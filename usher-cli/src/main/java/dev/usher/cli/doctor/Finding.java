package dev.usher.cli.doctor;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What a look at one thing came to.
 *
 * @param severity how much it matters
 * @param thing what was looked at, with its value and where that stands
 * @param says what is the matter, a sentence
 * @param mends commands that put it right, each by itself, the best first, and before them one that only looks where that is
 *     wise; none where all is well
 * @param lasting what makes the mend outlast a restart, or what to know beside it; may be empty
 */
public record Finding(Severity severity, String thing, String says, List<Mend> mends, String lasting) {
    /** Copies the mends. */
    public Finding {
        mends = List.copyOf(mends);
    }

    static Finding ok(String thing, String says) {
        return of(Severity.OK, thing, says);
    }

    static Finding notice(String thing, String says) {
        return of(Severity.NOTICE, thing, says);
    }

    static Finding warning(String thing, String says) {
        return of(Severity.WARNING, thing, says);
    }

    static Finding error(String thing, String says) {
        return of(Severity.ERROR, thing, says);
    }

    private static Finding of(Severity severity, String thing, String says) {
        return new Finding(severity, thing, says, List.of(), "");
    }

    /** With one more mend, worse than those before. */
    Finding mend(Mend mend) {
        List<Mend> more = new ArrayList<>(mends);
        more.add(mend);
        return new Finding(severity, thing, says, more, lasting);
    }

    /** The command that puts it right, where there is one. */
    Optional<Mend> best() {
        return mends.stream().filter(mend -> !mend.looksOnly()).findFirst();
    }

    Finding lasting(String sentence) {
        return new Finding(severity, thing, says, mends, sentence);
    }
}
