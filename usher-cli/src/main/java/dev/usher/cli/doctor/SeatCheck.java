package dev.usher.cli.doctor;

import dev.usher.config.Origin;
import dev.usher.config.Scope;
import dev.usher.daemon.AllowedSender;
import dev.usher.daemon.SeatSettings;
import dev.usher.fd.ErrnoException;
import dev.usher.fd.FileFacts;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The seats the file starts: whether each can have its path, and whether the door may hand clients to it. */
final class SeatCheck {
    private static final int OWNER_MAY_CONNECT = 0600;
    private static final int OWNER_WRITES = 0200;

    private final Plan plan;

    private SeatCheck(Plan plan) {
        this.plan = plan;
    }

    static List<Finding> look(Plan plan) {
        SeatCheck check = new SeatCheck(plan);
        List<Finding> found = new ArrayList<>();
        for (Scope seat : plan.seatScopes()) {
            found.add(check.path(plan.seat(seat)));
            found.add(check.mode(seat));
            check.senders(seat).ifPresent(found::add);
        }
        return found;
    }

    private Finding path(Plan.Place seat) {
        String thing = seat.named("<StreamingDaemon>");
        Optional<Finding> blocked = Permissions.onTheWay(plan.runner(), seat.path(), thing);
        if (blocked.isPresent()) {
            return blocked.get();
        }
        try {
            return switch (SocketProbe.of(seat.path())) {
                case MISSING -> missing(seat, thing);
                case STALE -> stale(seat, thing);
                case LIVE -> live(seat, thing);
                case NO_SOCKET ->
                    Finding.error(thing, "exists and is no seat's socket")
                            .mend(Mend.of("mv " + Shell.word(seat.path()) + " " + Shell.word(seat.path() + ".old")));
                case DENIED -> denied(seat, thing);
            };
        } catch (ErrnoException e) {
            return Finding.error(thing, "cannot be looked at: " + e.getMessage());
        }
    }

    private Finding missing(Plan.Place seat, String thing) throws ErrnoException {
        Path parent = parent(seat);
        try {
            FileFacts facts = FileFacts.ofPath(parent.toString());
            if (plan.runner().may(facts, Person.WRITE + Person.SEARCH)) {
                return Finding.ok(thing, "is made when Usher starts");
            }
            return Finding.error(
                            thing,
                            plan.runner() + " may not make a socket in " + parent + ", which is "
                                    + Permissions.of(facts) + " (EACCES)")
                    .mend(Permissions.grant(plan.runner(), facts, parent, Person.WRITE + Person.SEARCH));
        } catch (ErrnoException.NotFound e) {
            return Finding.error(thing, "its directory does not exist").mend(PrefixCheck.make(parent, plan.runner()));
        }
    }

    private static Path parent(Plan.Place seat) {
        Path parent = seat.path().getParent();
        return parent == null ? Path.of("/") : parent;
    }

    private static Finding stale(Plan.Place seat, String thing) throws ErrnoException {
        FileFacts facts = FileFacts.ofPathItself(seat.path().toString());
        return Finding.warning(thing, "is a stale socket: nobody listens, a handoff to it ends with 503")
                .mend(Mend.byOwner(facts.uid(), "rm " + Shell.word(seat.path())))
                .lasting("Usher removes it by itself when it starts");
    }

    private Finding live(Plan.Place seat, String thing) {
        List<Holder> holders = Holders.ofPath(seat.path());
        Optional<Holder> stopped = Holders.stopped(holders);
        if (stopped.isPresent()) {
            return Holders.hangs(thing, stopped.get());
        }
        if (holders.stream().anyMatch(holder -> holder.runs(plan.file()))) {
            return Finding.ok(thing, "this file's Usher listens already: " + holders.getFirst());
        }
        Finding finding = Finding.error(
                thing,
                "is in use by " + (holders.isEmpty() ? "another user's process" : holders.getFirst())
                        + ": Usher cannot start this seat");
        Finding moved = finding.mend(Edit.replace(seat.at(), plan.file(), seat.written(), seat.written() + "-2"));
        return holders.isEmpty() ? moved : moved.mend(holders.getFirst().stop());
    }

    private Finding denied(Plan.Place seat, String thing) throws ErrnoException {
        FileFacts facts = FileFacts.ofPathItself(seat.path().toString());
        return Finding.error(thing, plan.runner() + " may not connect to it, " + Permissions.of(facts) + " (EACCES)")
                .mend(Permissions.grant(plan.runner(), facts, seat.path(), Person.READ + Person.WRITE));
    }

    private Finding mode(Scope seat) {
        int mode = seat.get(SeatSettings.SOCKET_MODE);
        Origin origin = seat.origin(SeatSettings.SOCKET_MODE);
        String octal = String.format(java.util.Locale.ROOT, "%04o", mode);
        String thing = "SocketMode " + octal + (origin instanceof Origin.Default ? " (default)" : " (" + origin + ")");
        if ((mode & OWNER_WRITES) == 0
                && plan.runner().uid() != 0
                && !plan.listens().isEmpty()) {
            return Finding.error(
                            thing,
                            "Usher itself, the socket's owner, may not connect to it: every handoff ends with 503")
                    .mend(Edit.replace(origin, plan.file(), written(seat, octal), octal(mode | OWNER_MAY_CONNECT)));
        }
        return Finding.ok(thing, "the owner may connect");
    }

    /** What is wrong where the seat takes clients of others only than the door. */
    private Optional<Finding> senders(Scope seat) {
        List<AllowedSender> allowed = seat.find(SeatSettings.ALLOWED_SENDERS).orElse(List.of());
        int uid = plan.runner().uid();
        if (allowed.isEmpty() || plan.listens().isEmpty() || allowed.stream().anyMatch(sender -> sender.uid() == uid)) {
            return Optional.empty();
        }
        var last = seat.values().occurrences(SeatSettings.ALLOWED_SENDERS).getLast();
        return Optional.of(Finding.error(
                        "AllowedSenders " + last.written() + " (" + last.origin() + ")",
                        "does not name " + plan.runner().name() + ", who runs the door: every handoff is refused")
                .mend(Edit.replace(
                        last.origin(),
                        plan.file(),
                        last.written(),
                        last.written() + " " + plan.runner().name())));
    }

    private static String written(Scope seat, String octal) {
        var all = seat.values().occurrences(SeatSettings.SOCKET_MODE);
        return all.isEmpty() ? octal : all.getLast().written();
    }

    private static String octal(int mode) {
        return String.format(java.util.Locale.ROOT, "%04o", mode);
    }
}
