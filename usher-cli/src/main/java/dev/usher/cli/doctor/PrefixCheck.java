package dev.usher.cli.doctor;

import dev.usher.config.Origin;
import dev.usher.fd.ErrnoException;
import dev.usher.fd.FileFacts;
import dev.usher.fd.FileKind;
import dev.usher.fd.PathFd;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The directories of SocketHandoffAllowedPrefix, and whether the file's own seats are in one of them. */
final class PrefixCheck {
    private static final String NAME = "SocketHandoffAllowedPrefix";

    /** Directories of everybody: with one of them as prefix an application could name any service's socket. */
    static final Set<Path> WIDE =
            Set.of(Path.of("/"), Path.of("/run"), Path.of("/var/run"), Path.of("/tmp"), Path.of("/var/tmp"));

    private final Plan plan;

    private PrefixCheck(Plan plan) {
        this.plan = plan;
    }

    static List<Finding> look(Plan plan) {
        PrefixCheck check = new PrefixCheck(plan);
        List<Finding> found = new ArrayList<>();
        for (Plan.Place prefix : plan.prefixes()) {
            found.add(check.directory(prefix));
        }
        if (!plan.prefixes().isEmpty()) {
            plan.seats().forEach(seat -> check.outside(seat).ifPresent(found::add));
        }
        return found;
    }

    private Finding directory(Plan.Place prefix) {
        String thing = prefix.named(NAME);
        Path path = prefix.path();
        Optional<Finding> blocked = Permissions.onTheWay(plan.runner(), path.resolve("x"), thing);
        if (blocked.isPresent()) {
            return blocked.get();
        }
        try (PathFd directory = PathFd.open(path.toString())) {
            if (directory.facts().kind() != FileKind.DIRECTORY) {
                return Finding.error(
                                thing,
                                "is no directory but " + directory.facts().kind())
                        .mend(edit(prefix, path.getParent() + "/"));
            }
            String real = directory.resolved();
            return WIDE.contains(path) ? wide(prefix, thing) : Finding.ok(thing, leads(path, real));
        } catch (ErrnoException.NotFound e) {
            return Finding.error(thing, "does not exist: every handoff ends with 503")
                    .mend(make(path, plan.runner()));
        } catch (ErrnoException e) {
            return Finding.error(thing, "cannot be opened: " + e.getMessage());
        }
    }

    private static String leads(Path path, String real) {
        return path.toString().equals(real) ? "is there" : "is " + real;
    }

    private Finding wide(Plan.Place prefix, String thing) {
        Finding finding = Finding.notice(
                thing, "is everybody's: an application could name any service's socket there; give seats their own");
        List<Path> parents = plan.seats().stream()
                .map(seat -> seat.path().getParent())
                .distinct()
                .toList();
        if (parents.size() == 1 && !WIDE.contains(parents.getFirst())) {
            return finding.mend(edit(prefix, parents.getFirst() + "/"));
        }
        return finding.lasting("such as /run/usher/, made by: "
                + make(Path.of("/run/usher"), plan.runner()).command());
    }

    /** Makes a directory that a person can use. */
    static Mend make(Path path, Person person) {
        Path parent = path.getParent();
        while (parent != null && !Files.isDirectory(parent)) {
            parent = parent.getParent();
        }
        if (person.isCaller() && parent != null && Files.isWritable(parent)) {
            return Mend.of("mkdir -p " + Shell.word(path));
        }
        return Mend.byRoot("install -d -o " + person.name() + " " + Shell.word(path));
    }

    private Mend edit(Plan.Place prefix, String now) {
        return prefix.at() instanceof Origin.Default
                ? Edit.first(plan.file(), NAME + " " + now)
                : Edit.replace(prefix.at(), plan.file(), prefix.written(), now);
    }

    /** What is wrong where a seat of the file is in no prefix: every handoff to it is refused. */
    private Optional<Finding> outside(Plan.Place seat) {
        if (plan.prefixes().stream().anyMatch(prefix -> isWithin(seat.path(), prefix.path()))) {
            return Optional.empty();
        }
        Plan.Place prefix = plan.prefixes().getFirst();
        Path parent = seat.path().getParent();
        Finding finding = Finding.error(
                seat.named("<StreamingDaemon>"),
                "is outside " + NAME + " " + prefix.path() + ": every handoff to it ends with 403");
        if (parent == null || WIDE.contains(parent)) {
            String inside = prefix.path().resolve(seat.path().getFileName()).toString();
            return Optional.of(finding.mend(Edit.replace(seat.at(), plan.file(), seat.written(), inside)));
        }
        return Optional.of(finding.mend(edit(prefix, parent + "/")));
    }

    /** As the door sees it: by the path as written, or by where the directories really are. */
    private static boolean isWithin(Path seat, Path prefix) {
        if (seat.startsWith(prefix)) {
            return true;
        }
        try {
            Path parent = seat.getParent();
            return parent != null && parent.toRealPath().startsWith(prefix.toRealPath());
        } catch (IOException oneIsMissing) {
            return false;
        }
    }

    /** Whether a path is a directory that a person may make files in; for the seats. */
    static boolean mayMakeIn(Person person, Path directory) throws ErrnoException {
        return person.may(FileFacts.ofPath(directory.toString()), Person.WRITE + Person.SEARCH);
    }
}
