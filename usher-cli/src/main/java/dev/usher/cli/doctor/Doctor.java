package dev.usher.cli.doctor;

import dev.usher.config.Configuration;
import dev.usher.config.Problem;
import dev.usher.fd.ErrnoException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * Looks at what a configuration needs of this machine. Changes nothing, and disturbs nobody but an application behind
 * FastCGI, which is asked for a script that does not exist. Blocks while it looks, on the calling thread.
 */
public final class Doctor {
    private static final Comparator<Finding> WORST_FIRST =
            Comparator.comparing(Finding::severity).reversed();

    private Doctor() {}

    /**
     * Looks at everything.
     *
     * @param file where the configuration stands
     * @param problems what reading it had to say, errors too where it was read as {@link #corrected}
     * @param patience for an application's answer
     * @return a finding for each thing looked at, the worst first
     */
    public static List<Finding> examine(
            Path file, Configuration configuration, List<Problem> problems, Duration patience) {
        Plan plan = Plan.of(file, configuration);
        List<Finding> found = new ArrayList<>();
        if (problems.stream().noneMatch(problem -> problem.severity() == Problem.Severity.ERROR)) {
            found.add(Finding.ok("configuration " + file, "is right"));
        }
        found.addAll(ConfigCheck.of(
                problems.stream()
                        .filter(problem -> !problem.message().startsWith("DocumentRoot ")) // SiteCheck says more
                        .toList(),
                file));
        found.addAll(MachineCheck.look());
        found.addAll(RunnerCheck.look(plan));
        found.addAll(PortCheck.look(plan));
        found.addAll(PrefixCheck.look(plan));
        found.addAll(SeatCheck.look(plan));
        found.addAll(OtherSeatsCheck.look(plan));
        found.addAll(PrivateTmpCheck.look(plan));
        found.addAll(ApplicationCheck.look(plan, patience));
        found.addAll(SiteCheck.look(plan));
        found.addAll(limits(plan));
        return SameCause.merged(found.stream().sorted(WORST_FIRST).toList());
    }

    private static List<Finding> limits(Plan plan) {
        try {
            return LimitCheck.look(plan);
        } catch (ErrnoException e) {
            return List.of(Finding.error("limit of open files", "cannot be asked for: " + e.getMessage()));
        }
    }

    /**
     * A file's text with its misspelt words set right, to be read and examined in its place: what they hide is found too.
     *
     * @param errors of reading the file
     * @return none where one of the errors is something else than a misspelt word
     */
    public static Optional<String> corrected(Path file, List<Problem> errors) {
        return Corrected.text(file, errors);
    }

    /**
     * What can be said of a configuration that cannot be used: its errors, and the machine.
     *
     * @param errors at least one
     */
    public static List<Finding> examineBroken(Path file, List<Problem> errors) {
        List<Finding> found = new ArrayList<>(ConfigCheck.of(errors, file));
        found.add(Finding.notice(
                "configuration " + file,
                "what it needs of this machine is looked at once it is right: then ask the doctor again"));
        found.addAll(MachineCheck.look());
        return SameCause.merged(found.stream().sorted(WORST_FIRST).toList());
    }
}
