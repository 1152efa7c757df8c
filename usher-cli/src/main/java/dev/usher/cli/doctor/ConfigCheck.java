package dev.usher.cli.doctor;

import dev.usher.config.Origin;
import dev.usher.config.Problem;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Errors of the configuration's language, with the edit that mends them where the message names it. */
final class ConfigCheck {
    static final Pattern NEAREST = Pattern.compile("'<?([^'>]+)>?'.*did you mean '([^']+)'\\?");

    private ConfigCheck() {}

    static List<Finding> of(List<Problem> problems, Path file) {
        return problems.stream().map(problem -> finding(problem, file)).toList();
    }

    private static Finding finding(Problem problem, Path file) {
        Finding finding = problem.severity() == Problem.Severity.NOTICE
                ? Finding.notice("configuration " + problem.origin(), problem.message())
                : Finding.error("configuration " + problem.origin(), problem.message());
        return mend(problem, file).map(finding::mend).orElse(finding);
    }

    private static Optional<Mend> mend(Problem problem, Path file) {
        Matcher nearest = NEAREST.matcher(problem.message());
        Optional<Choice> choice = Choice.in(problem.message());
        if (choice.isPresent()) {
            return Optional.of(Edit.everywhere(
                    problem.origin(), file, choice.get().written(), choice.get().meant()));
        }
        if (!(problem.origin() instanceof Origin.Line line)) {
            return Optional.empty();
        }
        if (nearest.find()) {
            return Optional.of(Edit.rename(line, nearest.group(1), nearest.group(2)));
        }
        return problem.severity() == Problem.Severity.ERROR ? Optional.of(Edit.open(line)) : Optional.empty();
    }
}
