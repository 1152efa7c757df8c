package dev.usher.cli.doctor;

import dev.usher.config.Origin;
import java.io.IOException;
import java.net.BindException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** The ports that the file listens on: free, allowed, and of this machine; or who has them. */
final class PortCheck {
    private static final int FIRST_UNPRIVILEGED = 1024;

    private final Plan plan;

    private final Ports ports = new Ports();

    private PortCheck(Plan plan) {
        this.plan = plan;
        plan.listens().forEach(listen -> ports.speak(listen.port()));
        Metrics.addresses(plan).forEach(listen -> ports.speak(listen.port()));
    }

    static List<Finding> look(Plan plan) {
        PortCheck check = new PortCheck(plan);
        List<Finding> found = new ArrayList<>();
        for (Plan.Listen listen : plan.listens()) {
            if (listen.port() != 0) {
                found.add(check.port(listen, "Listen"));
            }
        }
        Metrics.addresses(plan).forEach(listen -> found.add(check.port(listen, "MetricsAddr")));
        return found;
    }

    private Finding port(Plan.Listen listen, String directive) {
        boolean byDefault = listen.at() instanceof Origin.Default;
        String thing = directive + " " + listen + (byDefault ? " (default)" : " (" + listen.at() + ")");
        int first = MachineCheck.number("net/ipv4/ip_unprivileged_port_start").orElse(FIRST_UNPRIVILEGED);
        if (!plan.runner().isCaller() && plan.runner().uid() != 0 && listen.port() < first) {
            return privileged(listen, thing);
        }
        try {
            Ports.probe(listen.host(), listen.port());
            return Finding.ok(thing, "is free");
        } catch (BindException e) {
            String error = String.valueOf(e.getMessage());
            return error.contains("denied") ? privileged(listen, thing) : taken(listen, thing, byDefault, error);
        } catch (IOException e) {
            return Finding.error(thing, "cannot be listened on: " + e.getMessage());
        }
    }

    private Finding taken(Plan.Listen listen, String thing, boolean byDefault, String error) {
        List<Holder> holders = Holders.ofPort(listen.port());
        if (holders.isEmpty() && !error.contains("in use")) {
            return Finding.error(thing, "is no address of this machine: " + error)
                    .mend(Edit.replace(listen.at(), plan.file(), listen.host(), "127.0.0.1"));
        }
        Optional<Holder> stopped = Holders.stopped(holders).filter(holder -> holder.runs(plan.file()));
        if (stopped.isPresent()) {
            return Holders.hangs(thing, stopped.get());
        }
        if (holders.stream().anyMatch(holder -> holder.runs(plan.file()))) {
            return Finding.ok(thing, "this file's Usher listens already: " + holders.getFirst());
        }
        String who = holders.isEmpty() ? unseen(listen.port()) : Objects.toString(holders.getFirst());
        Finding finding = byDefault
                ? Finding.notice(thing, "is in use by " + who + "; Usher then runs without it")
                : Finding.error(thing, "is in use by " + who);
        Finding looked = finding.mend(look(listen.port(), !holders.isEmpty()));
        Finding edited = byDefault ? looked : looked.mend(move(listen, listen.port() + 1));
        return holders.isEmpty() ? edited : edited.mend(holders.getFirst().stop());
    }

    private static String unseen(int port) {
        return Holders.userOfPort(port)
                .map(user -> "a process of user " + user + ", which this user may not look at")
                .orElse("a process of another container, or by a connection that has it as its own port");
    }

    /** Who has it: ss(8) names processes to their owner and to root only. */
    private static Mend look(int port, boolean asCaller) {
        String command = "ss -ltnp 'sport = :" + port + "'";
        return (asCaller ? Mend.of(command) : Mend.byRoot(command)).onlyLooks();
    }

    /** The line with the next port that is free. */
    private Mend move(Plan.Listen listen, int from) {
        int port = ports.next(listen.host(), from);
        Plan.Listen moved = new Plan.Listen(listen.host(), port, listen.at());
        return listen.at() instanceof Origin.Line line
                ? Edit.port(line, listen.port(), port)
                : Edit.replace(listen.at(), plan.file(), listen.toString(), moved.toString());
    }

    private Finding privileged(Plan.Listen listen, String thing) {
        return Finding.error(thing, plan.runner() + " may not listen on ports below 1024 (EACCES)")
                .mend(move(listen, 8000 + listen.port() % 1000))
                .mend(Mend.byRoot("sysctl -w net.ipv4.ip_unprivileged_port_start=" + listen.port()))
                .lasting("AmbientCapabilities=CAP_NET_BIND_SERVICE in a systemd unit gives it to Usher alone");
    }
}
