package dev.usher.cli.doctor;

import dev.usher.config.Origin;
import dev.usher.config.Scope;
import dev.usher.daemon.SeatSettings;
import dev.usher.fd.ErrnoException;
import dev.usher.fd.OpenFileLimit;
import dev.usher.fd.ThisProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The limit of open files and the memory against the clients the seats are to take. The hard limit counts: Usher raises the
 * soft one to it by itself.
 */
final class LimitCheck {
    /** What the seat keeps for itself, and what a process of Usher has open at its start, rounded up. */
    private static final int RESERVE = 192;

    /** Under this a door runs out of descriptors with a page's pictures and a few dozen readers. */
    private static final int FEW = 1024;

    /** The kernel's and our own memory of a client that streams, KiB: measured 4 to 8, most of it the kernel's. */
    private static final int CLIENT_KIB = 8;

    private static final int SYS_RESOURCE = 24;

    private LimitCheck() {}

    static List<Finding> look(Plan plan) throws ErrnoException {
        OpenFileLimit limit = ThisProcess.openFileLimit();
        long hard = limit.hard() < 0 ? Long.MAX_VALUE : limit.hard();
        List<Finding> found = new ArrayList<>();
        if (hard < FEW) {
            found.add(fewFiles(hard));
        }
        long wanted = 0;
        for (Scope seat : plan.seatScopes()) {
            found.add(clients(plan, seat, hard));
            wanted += Math.min(seat.get(SeatSettings.MAX_CONNECTIONS), hard);
        }
        if (wanted > 0) {
            found.add(memory(wanted));
        }
        return found;
    }

    private static Finding fewFiles(long hard) {
        Finding finding = Finding.notice(
                "limit of open files " + hard, "each client takes one or two of them; further ones get 503");
        return (mayRaise() ? finding.mend(Mend.of("ulimit -n " + FEW)) : finding)
                .lasting("in the shell that starts Usher; LimitNOFILE=" + FEW + " in a systemd unit");
    }

    private static Finding clients(Plan plan, Scope seat, long hard) {
        int wanted = seat.get(SeatSettings.MAX_CONNECTIONS);
        long possible = Math.max(8, hard - RESERVE);
        Origin origin = seat.origin(SeatSettings.MAX_CONNECTIONS);
        String at = origin instanceof Origin.Default ? " (default)" : " (" + origin + ")";
        String thing = "MaxConnections " + wanted + at;
        if (wanted <= possible) {
            return Finding.ok(thing, "fits the limit of open files, " + hard);
        }
        if (origin instanceof Origin.Default && possible > FEW) {
            return Finding.ok(thing, "is lowered to the limit of open files, " + hard + ", less a reserve");
        }
        long need = (long) wanted + RESERVE;
        Finding finding = new Finding(
                origin instanceof Origin.Default ? Severity.NOTICE : Severity.ERROR,
                thing,
                "the limit of open files is " + hard + ": the seat takes about " + possible + " clients, not more",
                List.of(),
                "in the shell that starts Usher; LimitNOFILE=" + need + " in a systemd unit, or a line in"
                        + " /etc/security/limits.conf");
        Mend lower = lower(plan, seat, origin, possible);
        return mayRaise() ? finding.mend(Mend.of("ulimit -n " + need)).mend(lower) : finding.mend(lower);
    }

    private static Mend lower(Plan plan, Scope seat, Origin origin, long possible) {
        String now = "MaxConnections " + possible;
        int wanted = seat.get(SeatSettings.MAX_CONNECTIONS);
        return origin instanceof Origin.Default
                ? Edit.after(seat.section().at(), plan.file(), "    " + now)
                : Edit.replace(origin, plan.file(), Integer.toString(wanted), Long.toString(possible));
    }

    /** CAP_SYS_RESOURCE (capabilities(7)); in a container even root may lack it. */
    private static boolean mayRaise() {
        String[] bits = Person.statusLine(ProcessHandle.current().pid(), "CapEff:");
        return bits.length > 0 && (Long.parseUnsignedLong(bits[0], 16) >> SYS_RESOURCE & 1) == 1;
    }

    private static Finding memory(long clients) {
        long available = availableKib();
        String thing = "memory for " + clients + " clients";
        if (available < 0 || available > clients * CLIENT_KIB) {
            return Finding.ok(thing, available < 0 ? "is not known here" : available / 1024 + " MiB are available");
        }
        return Finding.notice(
                thing,
                "takes about " + clients * CLIENT_KIB / 1024 + " MiB, most of it the kernel's; " + available / 1024
                        + " MiB are available");
    }

    private static long availableKib() {
        try {
            for (String line : Files.readAllLines(Path.of("/proc/meminfo"))) {
                if (line.startsWith("MemAvailable:")) {
                    return Long.parseLong(line.split("\\s+", -1)[1]);
                }
            }
        } catch (IOException unknown) {
            return -1;
        }
        return -1;
    }
}
