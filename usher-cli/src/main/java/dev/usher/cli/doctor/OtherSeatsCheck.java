package dev.usher.cli.doctor;

import dev.usher.fd.ErrnoException;
import dev.usher.fd.FileFacts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The sockets below the prefixes that the file does not start itself: daemons of their own, which applications name. */
final class OtherSeatsCheck {
    private static final int SOCKETS_MAX = 256;

    private final Plan plan;
    private final List<Finding> found = new ArrayList<>();

    private OtherSeatsCheck(Plan plan) {
        this.plan = plan;
    }

    /** What is everybody's, such as /run, is not searched: what is there are others' sockets. */
    static List<Finding> look(Plan plan) {
        OtherSeatsCheck check = new OtherSeatsCheck(plan);
        Set<Path> known = new HashSet<>();
        plan.seats().forEach(seat -> known.add(real(seat.path())));
        Applications.sockets(plan).forEach(socket -> known.add(real(socket)));
        boolean any = !plan.seats().isEmpty();
        for (Plan.Place prefix : plan.prefixes()) {
            if (!PrefixCheck.WIDE.contains(prefix.path()) && Files.isDirectory(prefix.path())) {
                SocketWalk walk = SocketWalk.in(prefix.path());
                List<Path> sockets = strangers(walk.sockets(), known);
                sockets.forEach(check::socket);
                walk.unlisted().forEach(directory -> check.found.add(check.unlisted(directory, prefix)));
                any |= !sockets.isEmpty() || !walk.unlisted().isEmpty();
                if (!any) {
                    check.found.add(nobody(prefix));
                }
            }
        }
        return check.found;
    }

    private static List<Path> strangers(List<Path> sockets, Set<Path> known) {
        return sockets.stream()
                .filter(path -> !known.contains(real(path)))
                .limit(SOCKETS_MAX)
                .toList();
    }

    private static Path real(Path path) {
        try {
            return path.toRealPath();
        } catch (IOException missing) {
            return path;
        }
    }

    private static Finding nobody(Plan.Place prefix) {
        Path socket = prefix.path().resolve("streaming-daemon.sock");
        return Finding.warning(
                        prefix.named("SocketHandoffAllowedPrefix"),
                        "no daemon listens there yet: a handoff ends with 503")
                .mend(Mend.of(daemon(socket) + " &"))
                .lasting("or a section <StreamingDaemon " + socket + "> in the file");
    }

    /** A directory that may be entered and not listed, which is all a handoff needs: nothing is known of what is in it. */
    private Finding unlisted(Path directory, Plan.Place prefix) {
        Finding finding = Finding.notice(
                prefix.named("SocketHandoffAllowedPrefix"),
                "whether daemons listen in " + directory + " is not known: " + Person.caller()
                        + " may not list it (EACCES); a handoff to one of them needs no more than the path");
        try {
            FileFacts facts = FileFacts.ofPath(directory.toString());
            return finding.mend(Mend.byOwner(facts.uid(), "ls -l " + Shell.word(directory))
                            .onlyLooks())
                    .lasting("it is " + Permissions.of(facts) + ": root, or its owner " + Accounts.user(facts.uid())
                            + ", sees more with " + Shell.usher() + " doctor -f " + Shell.word(plan.file()));
        } catch (ErrnoException gone) {
            return finding;
        }
    }

    /** How to start a daemon, by the script that this process was started with. */
    private static String daemon(Path socket) {
        return Shell.usher() + " daemon --socket " + Shell.word(socket);
    }

    private void socket(Path path) {
        String thing = "socket " + path;
        try {
            FileFacts facts = FileFacts.ofPathItself(path.toString());
            Optional<Finding> blocked = Permissions.onTheWay(plan.runner(), path, thing);
            if (blocked.isPresent()) {
                found.add(blocked.get());
                return;
            }
            switch (SocketProbe.of(path)) {
                case STALE ->
                    found.add(Finding.error(thing, "is stale: nobody listens, a handoff to it ends with 503")
                            .mend(Mend.byOwner(facts.uid(), "rm " + Shell.word(path)))
                            .lasting("then start its daemon anew, such as: " + daemon(path)));
                case DENIED -> found.add(denied(thing, path, facts));
                case LIVE -> found.add(live(thing, path, facts));
                case MISSING, NO_SOCKET -> {} // gone meanwhile, or nothing that takes clients
            }
        } catch (ErrnoException e) {
            found.add(Finding.warning(thing, "cannot be looked at: " + e.getMessage()));
        }
    }

    private Finding live(String thing, Path path, FileFacts facts) {
        if (!plan.runner().isCaller() && !plan.runner().may(facts, Person.WRITE)) {
            return denied(thing, path, facts);
        }
        List<Holder> holders = Holders.ofPath(path);
        Optional<Holder> stopped = Holders.stopped(holders);
        if (stopped.isPresent()) {
            return Holders.hangs(thing, stopped.get());
        }
        return Finding.ok(thing, "is served" + (holders.isEmpty() ? "" : " by " + holders.getFirst()));
    }

    private Finding denied(String thing, Path path, FileFacts facts) {
        return Finding.error(
                        thing,
                        plan.runner() + " may not connect to it, " + Permissions.of(facts)
                                + " (EACCES): a handoff ends with 503")
                .mend(Permissions.grant(plan.runner(), facts, path, Person.READ + Person.WRITE))
                .lasting("SocketMode 0660, or the flag --socket-mode 0660, for a daemon in a group of both");
    }
}
