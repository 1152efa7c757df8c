package dev.usher.cli.doctor;

import dev.usher.fd.ErrnoException;
import dev.usher.fd.FileFacts;
import dev.usher.fd.FileKind;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The directories the site shows: readable for Usher, which looks files up, and for php-fpm's children, who run them. */
final class SiteCheck {
    private SiteCheck() {}

    static List<Finding> look(Plan plan) {
        List<Finding> found = new ArrayList<>();
        Set<Integer> workers = workers(plan);
        for (Plan.Place root : plan.documentRoots()) {
            Finding finding = readable(root, plan.runner(), "");
            for (int uid : workers) {
                if (finding.severity() == Severity.OK) {
                    finding = readable(root, Person.named(uid), "php-fpm's ");
                }
            }
            found.add(finding);
        }
        return found;
    }

    /** The users of php-fpm's children, where the machine shows them. */
    private static Set<Integer> workers(Plan plan) {
        Set<Integer> users = new HashSet<>();
        for (Path socket : Applications.sockets(plan)) {
            List<Holder> holders = Holders.ofPath(socket);
            holders.stream()
                    .filter(holder -> holders.stream().anyMatch(other -> other.pid() == holder.parent()))
                    .map(Holder::uid)
                    .forEach(users::add);
        }
        return users;
    }

    private static Finding readable(Plan.Place root, Person person, String whose) {
        String thing = root.named("DocumentRoot");
        Optional<Finding> blocked = Permissions.onTheWay(person, root.path(), thing);
        if (blocked.isPresent()) {
            return blocked.get();
        }
        try {
            FileFacts facts = FileFacts.ofPath(root.path().toString());
            if (facts.kind() != FileKind.DIRECTORY) {
                return Finding.error(thing, "is no directory but " + facts.kind());
            }
            if (person.may(facts, Person.SEARCH)) {
                return Finding.ok(thing, "is readable");
            }
            return Finding.error(
                            thing,
                            whose + person + " may not enter it, " + Permissions.of(facts)
                                    + " (EACCES): every page is 403")
                    .mend(Permissions.grant(person, facts, root.path(), Person.SEARCH));
        } catch (ErrnoException.NotFound e) {
            return Finding.error(thing, "does not exist: every page is 404")
                    .mend(PrefixCheck.make(root.path(), person));
        } catch (ErrnoException e) {
            return Finding.error(thing, "cannot be looked at: " + e.getMessage());
        }
    }
}
