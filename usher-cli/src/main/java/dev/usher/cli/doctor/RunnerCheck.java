package dev.usher.cli.doctor;

import dev.usher.fd.ThisProcess;
import java.util.List;

/** Who runs it: root needs not, and a {@code User} that is another one than who calls has to start it himself. */
final class RunnerCheck {
    private RunnerCheck() {}

    static List<Finding> look(Plan plan) {
        Person runner = plan.runner();
        if (!runner.isCaller()) {
            return List.of(Finding.notice(
                            "User " + runner.name(),
                            "is who has to start Usher; all below is seen with that user's rights")
                    .mend(Mend.byRoot("setpriv --reuid " + runner.name() + " --regid "
                            + Accounts.group(
                                    runner.groups().stream().findFirst().orElse(0)) + " --init-groups ./usher run -f "
                            + Shell.word(plan.file()))));
        }
        if (ThisProcess.effectiveUid() == 0) {
            return List.of(
                    Finding.ok("root", "Usher needs no root; a user of its own sees what it may and may not do"));
        }
        return List.of(Finding.ok("user " + runner.name(), "runs Usher"));
    }
}
