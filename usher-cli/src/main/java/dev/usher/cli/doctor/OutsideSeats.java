package dev.usher.cli.doctor;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** The file's own seats that are in no prefix: every handoff to one is refused. Either the prefix moves, or the seats do. */
final class OutsideSeats {
    private final Plan plan;
    private final List<Plan.Place> prefixes;
    private final List<Plan.Place> outside;
    private final Optional<Path> common;

    OutsideSeats(Plan plan) {
        this.plan = plan;
        this.prefixes = plan.prefixes();
        this.outside = prefixes.isEmpty()
                ? List.of()
                : plan.seats().stream().filter(seat -> !isInside(seat)).toList();
        this.common = outside.isEmpty() ? Optional.empty() : directoryOfAll();
    }

    private boolean isInside(Plan.Place seat) {
        return prefixes.stream().anyMatch(prefix -> isWithin(seat.path(), prefix.path()));
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

    /**
     * The directory that holds every seat of the file, where the prefix may become it: it is none of everybody's, and nobody
     * else's sockets are where the prefix is now.
     */
    private Optional<Path> directoryOfAll() {
        Path first = prefixes.getFirst().path();
        boolean serves = !PrefixCheck.WIDE.contains(first) && hasOthersSockets(first);
        return plan.seats().stream()
                .map(seat -> parent(seat.path()))
                .reduce(OutsideSeats::shared)
                .filter(directory -> !serves && !PrefixCheck.WIDE.contains(directory));
    }

    private boolean hasOthersSockets(Path prefix) {
        List<Path> own = plan.seats().stream().map(Plan.Place::path).toList();
        return SocketWalk.in(prefix).sockets().stream().anyMatch(socket -> !own.contains(socket));
    }

    private static Path parent(Path path) {
        Path parent = path.getParent();
        return parent == null ? path : parent;
    }

    private static Path shared(Path one, Path other) {
        Path shared = one;
        while (!other.startsWith(shared)) {
            shared = parent(shared);
        }
        return shared;
    }

    /** Whether it is this prefix that is wrong and is moved: then it matters not whether its directory exists. */
    boolean movesFrom(Plan.Place prefix) {
        return common.isPresent() && prefix.equals(prefixes.getFirst());
    }

    List<Finding> findings() {
        return outside.stream().map(this::finding).toList();
    }

    private Finding finding(Plan.Place seat) {
        Plan.Place prefix = prefixes.getFirst();
        Finding finding = Finding.error(
                seat.named("<StreamingDaemon>"),
                "is outside SocketHandoffAllowedPrefix " + prefix.path()
                        + (Files.exists(prefix.path()) ? "" : ", which does not exist")
                        + ": every handoff to it ends with 403");
        String inside = prefix.path().resolve(name(seat)).toString();
        return finding.mend(common.map(directory -> PrefixCheck.edit(plan, prefix, directory + "/"))
                .orElseGet(() -> Edit.replace(seat.at(), plan.file(), seat.written(), inside)));
    }

    /** The name it gets in the prefix, which no other seat has. */
    private String name(Plan.Place seat) {
        String name = String.valueOf(seat.path().getFileName());
        boolean taken = plan.seats().stream()
                .anyMatch(other -> !other.equals(seat) && other.path().endsWith(name));
        return taken ? String.valueOf(parent(seat.path()).getFileName()) + "-" + name : name;
    }
}
