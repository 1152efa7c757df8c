package dev.usher.cli.doctor;

import dev.usher.config.Configuration;
import dev.usher.config.Problem;
import dev.usher.fd.ErrnoException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

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
     * @param notices what reading it had to say
     * @param patience for an application's answer
     * @return a finding for each thing looked at, the worst first
     */
    public static List<Finding> examine(
            Path file, Configuration configuration, List<Problem> notices, Duration patience) {
        Plan plan = Plan.of(file, configuration);
        List<Finding> found = new ArrayList<>(List.of(Finding.ok("configuration " + file, "is right")));
        found.addAll(ConfigCheck.of(
                notices.stream()
                        .filter(notice -> !notice.message().startsWith("DocumentRoot ")) // SiteCheck says more
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
     * What can be said of a configuration that cannot be used: its errors, and the machine.
     *
     * @param errors at least one
     */
    public static List<Finding> examineBroken(Path file, List<Problem> errors) {
        List<Finding> found = new ArrayList<>(ConfigCheck.of(errors, file));
        found.addAll(MachineCheck.look());
        return SameCause.merged(found.stream().sorted(WORST_FIRST).toList());
    }
}
