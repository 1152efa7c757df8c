package dev.usher.cli;

import dev.usher.config.Configuration;
import dev.usher.config.Problem;
import dev.usher.config.Scope;
import dev.usher.config.Setting;
import dev.usher.config.Values;
import dev.usher.fd.ThisProcess;
import dev.usher.server.Account;
import dev.usher.server.ServerSettings;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * {@code User} and {@code Group} held against the user this process has. Usher does not change its user; a file that wants
 * another one than it has is refused at the start, so that nobody takes a root process for one that has given root up.
 *
 * @param uid the effective user
 * @param gid the effective group
 */
record RunAs(int uid, int gid) {
    static RunAs now() {
        return new RunAs(ThisProcess.effectiveUid(), ThisProcess.effectiveGid());
    }

    /** An error for each of the two that is not what the process has; where it is, a notice. */
    List<Problem> review(Configuration configuration) {
        List<Problem> found = new ArrayList<>();
        Scope main = configuration.main();
        look(main.values(), ServerSettings.USER, uid).ifPresent(found::add);
        look(main.values(), ServerSettings.GROUP, gid).ifPresent(found::add);
        return found;
    }

    private static Optional<Problem> look(Values values, Setting<Account> setting, int now) {
        if (!values.isSet(setting)) {
            return Optional.empty();
        }
        Account wanted = values.get(setting);
        String said = setting.name() + " " + wanted.written();
        if (wanted.number() == now) {
            return Optional.of(Problem.notice(values.origin(setting), said + " is what Usher runs as already"));
        }
        return Optional.of(
                Problem.error(
                        values.origin(setting),
                        said + " (" + Integer.toUnsignedString(wanted.number()) + ") is not what Usher runs as ("
                                + Integer.toUnsignedString(now) + "), and Usher does not change it: start it as that "
                                + (setting == ServerSettings.USER ? "user" : "group")
                                + " (systemd's User= and Group=, setpriv --reuid --regid --init-groups), or leave the line out"));
    }
}
