package dev.usher.cli.doctor;

import dev.usher.config.Nearest;
import dev.usher.config.Origin;
import dev.usher.fd.ErrnoException;
import dev.usher.fd.FileKind;
import dev.usher.fd.PathFd;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** The directories of SocketHandoffAllowedPrefix, and whether the file's own seats are in one of them. */
final class PrefixCheck {
    private static final String NAME = "SocketHandoffAllowedPrefix";
    private static final int SIBLINGS_MAX = 1000;

    /** Directories of everybody: with one of them as prefix an application could name any service's socket. */
    static final Set<Path> WIDE =
            Set.of(Path.of("/"), Path.of("/run"), Path.of("/var/run"), Path.of("/tmp"), Path.of("/var/tmp"));

    private final Plan plan;

    private PrefixCheck(Plan plan) {
        this.plan = plan;
    }

    static List<Finding> look(Plan plan) {
        PrefixCheck check = new PrefixCheck(plan);
        OutsideSeats outside = new OutsideSeats(plan);
        List<Finding> found = new ArrayList<>();
        for (Plan.Place prefix : plan.prefixes()) {
            if (!outside.movesFrom(prefix)) {
                found.add(check.directory(prefix));
            }
        }
        found.addAll(outside.findings());
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
                        .mend(edit(plan, prefix, path.getParent() + "/"));
            }
            String real = directory.resolved();
            return WIDE.contains(path) ? wide(prefix, thing) : Finding.ok(thing, leads(path, real));
        } catch (ErrnoException.NotFound e) {
            return missing(prefix, thing);
        } catch (ErrnoException e) {
            return Finding.error(thing, "cannot be opened: " + e.getMessage());
        }
    }

    /** Misspelt where a directory of nearly that name has sockets, else not made yet: one mend or the other, never both. */
    private Finding missing(Plan.Place prefix, String thing) {
        return meant(prefix.path())
                .map(meant -> Finding.error(
                                thing, "does not exist, and " + meant + " has sockets: every handoff ends with 503")
                        .mend(edit(plan, prefix, meant + "/")))
                .orElseGet(() -> Finding.error(thing, "does not exist: every handoff ends with 503")
                        .mend(make(prefix.path(), plan.runner())));
    }

    private static Optional<Path> meant(Path missing) {
        Path parent = missing.getParent();
        Path name = missing.getFileName();
        if (parent == null || name == null) {
            return Optional.empty();
        }
        try (Stream<Path> all = Files.list(parent)) {
            List<String> siblings = all.limit(SIBLINGS_MAX)
                    .filter(path -> Files.isDirectory(path)
                            && !SocketWalk.in(path).sockets().isEmpty())
                    .map(path -> String.valueOf(path.getFileName()))
                    .sorted()
                    .toList();
            return Optional.ofNullable(Nearest.to(name.toString(), siblings)).map(parent::resolve);
        } catch (IOException missingToo) {
            return Optional.empty();
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
            return finding.mend(edit(plan, prefix, parents.getFirst() + "/"));
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

    /** Gives a prefix another directory, wherever it is named. */
    static Mend edit(Plan plan, Plan.Place prefix, String now) {
        return prefix.at() instanceof Origin.Default
                ? Edit.append(plan.file(), NAME + " " + now)
                : Edit.everywhere(prefix.at(), plan.file(), prefix.written(), now);
    }
}
