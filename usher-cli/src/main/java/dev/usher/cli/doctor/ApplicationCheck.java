package dev.usher.cli.doctor;

import dev.usher.cli.doctor.Applications.Target;
import dev.usher.fd.ErrnoException;
import dev.usher.fd.FileFacts;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/** The applications behind FastCGI: there, allowed, answering. */
final class ApplicationCheck {
    private final Plan plan;
    private final Duration patience;

    private ApplicationCheck(Plan plan, Duration patience) {
        this.plan = plan;
        this.patience = patience;
    }

    static List<Finding> look(Plan plan, Duration patience) {
        ApplicationCheck check = new ApplicationCheck(plan, patience);
        List<Finding> found = new ArrayList<>();
        for (Plan.Application application : plan.applications()) {
            for (Target target : Applications.target(application)) {
                switch (target) {
                    case Target.Unix unix -> found.add(check.socket(unix.path(), application));
                    case Target.Tcp tcp -> found.add(check.port(tcp, application));
                }
            }
        }
        return found;
    }

    private Finding socket(Path path, Plan.Application application) {
        String thing = "php-fpm's socket " + path + " (" + application.at() + ")";
        Optional<Finding> blocked = Permissions.onTheWay(plan.runner(), path, thing);
        if (blocked.isPresent()) {
            return blocked.get();
        }
        try {
            return switch (SocketProbe.of(path)) {
                case MISSING -> notRunning(thing, "does not exist", path, application);
                case STALE -> notRunning(thing, "is stale: nobody listens", path, application);
                case NO_SOCKET ->
                    Finding.error(thing, "is no socket an application listens on")
                            .mend(Edit.everywhere(
                                    application.at(),
                                    plan.file(),
                                    path.toString(),
                                    FpmSockets.other(path).map(Path::toString).orElse(path + ".sock")));
                case DENIED -> denied(thing, path);
                case LIVE -> live(thing, path);
            };
        } catch (IOException e) {
            return Finding.error(thing, "cannot be asked: " + e.getMessage());
        }
    }

    private Finding live(String thing, Path path) throws IOException {
        FileFacts facts = FileFacts.ofPath(path.toString());
        if (!plan.runner().isCaller() && !plan.runner().may(facts, Person.WRITE)) {
            return denied(thing, path);
        }
        long start = System.nanoTime();
        FastCgiProbe.Reply reply = FastCgiProbe.ask(path, script(), patience);
        return judged(thing, reply, start, Holders.ofPath(path));
    }

    /** A script that does not exist, in the site's directory. */
    private String script() {
        return plan.documentRoots().stream()
                .findFirst()
                .map(Plan.Place::path)
                .orElse(Path.of("/"))
                .resolve("usher-doctor-asks.php")
                .toString();
    }

    private Finding judged(String thing, FastCgiProbe.Reply reply, long start, List<Holder> known) {
        List<Holder> holders = Holders.family(reply.listener(), known);
        return switch (reply.answer()) {
            case FASTCGI -> Finding.ok(thing, "answers after " + (System.nanoTime() - start) / 1_000_000 + " ms");
            case OTHER ->
                Finding.error(
                        thing,
                        "does not speak FastCGI" + (holders.isEmpty() ? "" : "; it is " + holders.getFirst())
                                + ": name the pool's own socket or port in SetHandler");
            case NONE -> silent(thing, "does not answer within " + patience.toMillis() + " ms", holders);
            case FULL -> silent(thing, "takes no more requests: its queue is full (EAGAIN)", holders);
        };
    }

    private Finding denied(String thing, Path path) throws ErrnoException {
        FileFacts facts = FileFacts.ofPath(path.toString());
        String pool = FpmPools.pool(path.toString(), near(path))
                .map(file -> " in " + file)
                .orElse(" in the pool's file");
        return Finding.error(
                        thing,
                        plan.runner() + " may not connect to it, " + Permissions.of(facts)
                                + " (EACCES): every request ends with 503")
                .mend(Permissions.grant(plan.runner(), facts, path, Person.READ + Person.WRITE))
                .lasting("listen.group = "
                        + plan.runner().groups().stream()
                                .findFirst()
                                .map(Accounts::group)
                                .orElse("usher")
                        + " and listen.mode = 0660" + pool);
    }

    private Finding notRunning(String thing, String what, Path path, Plan.Application application) {
        Mend start = FpmPools.start(path.toString(), near(path));
        Optional<Path> other = FpmSockets.other(path);
        if (other.isEmpty()) {
            return Finding.error(thing, what + ": php-fpm does not run, or listens elsewhere")
                    .mend(start);
        }
        Finding finding = Finding.error(thing, what + ", and a php-fpm listens at " + other.get());
        Mend name = Edit.everywhere(
                application.at(), plan.file(), path.toString(), other.get().toString());
        boolean poolIsKnown = FpmPools.pool(path.toString(), near(path)).isPresent();
        return poolIsKnown ? finding.mend(start).mend(name) : finding.mend(name).mend(start);
    }

    private List<Path> near(Path path) {
        Path parent = Objects.requireNonNullElse(path.getParent(), Path.of("/"));
        Path above = Objects.requireNonNullElse(parent.getParent(), parent);
        Path file = Objects.requireNonNullElse(plan.file().toAbsolutePath().getParent(), parent);
        return Stream.of(file, parent, above)
                .filter(directory -> !PrefixCheck.WIDE.contains(directory))
                .distinct()
                .toList();
    }

    private Finding port(Target.Tcp tcp, Plan.Application application) {
        String thing = "php-fpm's port " + tcp.host() + ":" + tcp.port() + " (" + application.at() + ")";
        long start = System.nanoTime();
        try {
            InetSocketAddress address = new InetSocketAddress(InetAddress.getByName(tcp.host()), tcp.port());
            FastCgiProbe.Reply reply = FastCgiProbe.ask(address, script(), patience);
            return judged(thing, reply, start, Holders.ofPort(tcp.port()));
        } catch (IOException e) {
            Path file = plan.file().toAbsolutePath();
            return Finding.error(thing, e.getMessage() + ": php-fpm does not run, or listens elsewhere")
                    .mend(FpmPools.start(tcp.host() + ":" + tcp.port(), near(file)));
        }
    }

    /** All its children are busy, or it was stopped. */
    private Finding silent(String thing, String what, List<Holder> holders) {
        List<Holder> stopped = holders.stream().filter(Holder::isStopped).toList();
        if (!stopped.isEmpty()) {
            String pids = String.join(
                    " ",
                    stopped.stream().map(holder -> Long.toString(holder.pid())).toList());
            return Finding.error(thing, what + ": its processes are stopped")
                    .mend(Mend.byOwner(stopped.getFirst().uid(), "kill -CONT " + pids));
        }
        Finding finding = Finding.error(thing, what + ": all its children are busy or hang")
                .lasting(
                        "more pm.max_children, or request_terminate_timeout, in the pool's file; a page that streams by"
                                + " itself holds its child: hand such clients off");
        Optional<Holder> master = holders.stream()
                .filter(holder -> holders.stream().noneMatch(other -> other.pid() == holder.parent()))
                .findFirst();
        return master.map(holder -> finding.mend(reload(holder)))
                .orElse(finding.lasting("which process that is can be seen by root only: run the doctor as root;"
                        + " then " + finding.lasting()));
    }

    /** php-fpm's own signal: it ends its children and begins anew, on the same socket. */
    private static Mend reload(Holder master) {
        return master.unit()
                .map(unit -> Mend.byRoot("systemctl restart " + unit))
                .orElse(Mend.byOwner(master.uid(), "kill -USR2 " + master.pid()));
    }
}
