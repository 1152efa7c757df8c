package dev.usher.cli.doctor;

import dev.usher.config.Nearest;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A word where only a few are allowed, as the language's message has it: {@code Backend must be one of mock, typing, not
 * 'moc'}.
 *
 * @param written the wrong word
 * @param meant the one it was meant to be
 */
record Choice(String written, String meant) {
    private static final Pattern FEW =
            Pattern.compile("must be (?:one of )?([\\w-]+(?:(?:, | or )[\\w-]+)+), not '([^']+)'");

    /** What other programs call {@code On} and {@code Off}. */
    private static final Map<String, String> SWITCHES = Map.of(
            "yes",
            "On",
            "true",
            "On",
            "1",
            "On",
            "enabled",
            "On",
            "no",
            "Off",
            "false",
            "Off",
            "0",
            "Off",
            "disabled",
            "Off");

    /** The one choice a message allows for; none where the word is near to none of them, or to two. */
    static Optional<Choice> in(String message) {
        Matcher few = FEW.matcher(message);
        if (!few.find()) {
            return Optional.empty();
        }
        List<String> choices = Arrays.asList(few.group(1).split(", | or ", -1));
        String written = few.group(2);
        return meant(written, choices).map(meant -> new Choice(written, meant));
    }

    private static Optional<String> meant(String written, List<String> choices) {
        String lower = written.toLowerCase(Locale.ROOT);
        Optional<String> known = Optional.ofNullable(SWITCHES.get(lower)).filter(choices::contains);
        if (known.isPresent()) {
            return known;
        }
        List<String> longer = choices.stream()
                .filter(choice -> choice.toLowerCase(Locale.ROOT).startsWith(lower))
                .toList();
        return longer.size() == 1 ? Optional.of(longer.getFirst()) : nearest(written, choices);
    }

    /** Of one or two letters the nearest word says nothing: "n" is as much a "no" as an "On". */
    private static Optional<String> nearest(String written, List<String> choices) {
        String first = written.length() > 2 ? Nearest.to(written, choices) : null;
        return first != null && first.equals(Nearest.to(written, choices.reversed()))
                ? Optional.of(first)
                : Optional.empty();
    }
}
