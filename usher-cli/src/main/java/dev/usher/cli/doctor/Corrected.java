package dev.usher.cli.doctor;

import dev.usher.config.Origin;
import dev.usher.config.Problem;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A file's text as it is once its misspelt words are set right, so that what they hide is found at the same time. The lines
 * keep their numbers.
 */
final class Corrected {
    private Corrected() {}

    /** The text; none where one of the errors is no misspelt word, or is in another file. */
    static Optional<String> text(Path file, List<Problem> errors) {
        List<String> lines = new ArrayList<>(FileLines.of(file.toString()).all());
        for (Problem error : errors) {
            boolean here = error.origin() instanceof Origin.Line line
                    && line.number() > 0
                    && line.number() <= lines.size()
                    && line.file().equals(file.toString());
            if (!here || !correct(lines, error)) {
                return Optional.empty();
            }
        }
        return Optional.of(String.join("\n", lines));
    }

    private static boolean correct(List<String> lines, Problem error) {
        int at = error.origin() instanceof Origin.Line line ? line.number() - 1 : 0;
        Optional<Choice> choice = Choice.in(error.message());
        if (choice.isPresent()) {
            Optional<Substitution> change = Substitution.in(
                    lines.get(at), choice.get().written(), choice.get().meant());
            change.ifPresent(each -> lines.set(at, each.apply(lines.get(at))));
            return change.isPresent();
        }
        Matcher nearest = ConfigCheck.NEAREST.matcher(error.message());
        if (!nearest.find()) {
            return false;
        }
        Pattern name = Pattern.compile("^(\\s*(?:</?)?)" + Pattern.quote(nearest.group(1)) + "\\b");
        String now = Matcher.quoteReplacement(nearest.group(2));
        lines.replaceAll(each -> name.matcher(each).replaceFirst("$1" + now));
        return true;
    }
}
