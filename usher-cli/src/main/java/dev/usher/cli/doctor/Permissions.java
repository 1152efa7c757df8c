package dev.usher.cli.doctor;

import dev.usher.fd.ErrnoException;
import dev.usher.fd.FileFacts;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What keeps a person from a file, and the command that lets him. */
final class Permissions {
    private static final int GROUP_SHIFT = 3;

    private Permissions() {}

    /** {@code www-data:www-data 0660}. */
    static String of(FileFacts file) {
        return Accounts.user(file.uid()) + ":" + Accounts.group(file.gid()) + " "
                + String.format(java.util.Locale.ROOT, "%04o", file.mode());
    }

    /** The directory on the way to a path that the person may not search; empty where none is in the way. */
    static Optional<Finding> onTheWay(Person person, Path path, String thing) {
        for (Path each : above(path)) {
            try {
                FileFacts facts = FileFacts.ofPath(each.toString());
                if (!person.may(facts, Person.SEARCH)) {
                    return Optional.of(Finding.error(
                                    thing, person + " may not enter " + each + ", which is " + of(facts) + " (EACCES)")
                            .mend(grant(person, facts, each, Person.SEARCH)));
                }
            } catch (ErrnoException missingOrUnseen) {
                return Optional.empty(); // the path itself says what is wrong with it
            }
        }
        return Optional.empty();
    }

    private static List<Path> above(Path path) {
        List<Path> all = new ArrayList<>();
        for (Path each = path.getParent(); each != null; each = each.getParent()) {
            all.addFirst(each);
        }
        return all;
    }

    /** The smallest grant of rights: the owner's or group's own bits, the group's membership, else the file's group. */
    static Mend grant(Person person, FileFacts file, Path path, int rights) {
        String letters = letters(rights);
        if (person.owns(file)) {
            return Mend.byOwner(file.uid(), "chmod u+" + letters + " " + Shell.word(path));
        }
        if (person.isInGroupOf(file)) {
            return Mend.byOwner(file.uid(), "chmod g+" + letters + " " + Shell.word(path));
        }
        boolean groupMay = (file.mode() >> GROUP_SHIFT & rights) == rights;
        if (groupMay && file.gid() != 0 && !person.isCaller()) {
            return Mend.byRoot("usermod -aG " + Accounts.group(file.gid()) + " " + person.name());
        }
        if (rights == Person.SEARCH) {
            return Mend.byOwner(file.uid(), "chmod o+x " + Shell.word(path));
        }
        String group = person.groups().stream().findFirst().map(Accounts::group).orElse(person.name());
        String where = Shell.word(path);
        return Mend.byRoot("chgrp " + group + " " + where + " && chmod g+" + letters + " " + where);
    }

    private static String letters(int rights) {
        return ((rights & Person.READ) != 0 ? "r" : "")
                + ((rights & Person.WRITE) != 0 ? "w" : "")
                + ((rights & Person.SEARCH) != 0 ? "x" : "");
    }
}
