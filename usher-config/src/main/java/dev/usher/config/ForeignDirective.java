package dev.usher.config;

import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * A directive or section that another server's files hold and that is no setting here, so that such a file loads or is
 * refused with a reason. May stand anywhere: what it would mean there has no meaning here.
 */
public sealed interface ForeignDirective {
    /** As in a file. */
    String name();

    /** What {@code docs/directives.md} says behind the name. */
    String explanation();

    /**
     * Accepted with a notice: no answer is other for it.
     *
     * @param name as in a file
     * @param why the rest of the notice's sentence
     */
    record Ignored(String name, String why) implements ForeignDirective {
        @Override
        public String explanation() {
            return why;
        }
    }

    /**
     * Accepted in silence where it asks for what is done anyway, an error elsewhere.
     *
     * @param name as in a file
     * @param accepted the words in lower case, any of which may be the first one
     * @param why the rest of the error's sentence
     */
    record Fixed(String name, Set<String> accepted, String why) implements ForeignDirective {
        /** Copies the words. */
        public Fixed {
            accepted = Set.copyOf(accepted);
        }

        boolean accepts(List<String> arguments) {
            return !arguments.isEmpty()
                    && accepted.contains(arguments.getFirst().toLowerCase(Locale.ROOT));
        }

        @Override
        public String explanation() {
            return "accepted with "
                    + String.join(", ", accepted.stream().sorted().toList()) + "; else an error: " + why;
        }
    }

    /**
     * An error, since leaving it out would change answers.
     *
     * @param name as in a file
     * @param instead what to do, the rest of the error's sentence
     */
    record NotBuilt(String name, String instead) implements ForeignDirective {
        @Override
        public String explanation() {
            return "an error: " + instead;
        }
    }

    /** Tells the user of a place where it stands. */
    default void judge(List<String> arguments, Origin.Line at, Problems problems) {
        switch (this) {
            case Ignored ignored -> problems.notice(at, name() + " is ignored: " + ignored.why());
            case NotBuilt missing -> problems.error(at, name() + " is not built here; " + missing.instead());
            case Fixed fixed -> {
                if (!fixed.accepts(arguments)) {
                    String written = (name() + " " + Text.written(arguments)).strip();
                    problems.error(at, written + " is not built here; " + fixed.why());
                }
            }
        }
    }
}
