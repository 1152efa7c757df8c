package dev.usher.daemon;

import dev.usher.daemon.receive.StartException;
import dev.usher.fd.ErrnoException;
import dev.usher.fd.OpenFileLimit;
import dev.usher.fd.ThisProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * How the descriptors of this process are shared out: what is open at start, a reserve for what else is opened (logs,
 * classes, senders, clients that are sent away), and one for each client.
 *
 * @param limit RLIMIT_NOFILE, raised to its hard value
 * @param open how many are open at start
 * @param kept how many the admin port may open
 */
record Descriptors(long limit, long open, long kept) {
    private static final Logger LOG = LoggerFactory.getLogger(Descriptors.class);
    private static final Path LISTING = Path.of("/proc/self/fd");

    /** Fewer clients than this make no daemon. */
    private static final int CLIENTS_MIN = 8;

    private static final int RESERVE_MAX = 128;

    /** How it is now, with {@code kept} of them set aside for the admin port. */
    static Descriptors now(int kept) throws StartException {
        openAllJars();
        try (Stream<Path> all = Files.list(LISTING)) {
            OpenFileLimit limit = ThisProcess.raiseOpenFileLimit();
            long soft = limit.soft() < 0 ? Integer.MAX_VALUE : limit.soft();
            return new Descriptors(soft, all.count(), kept);
        } catch (ErrnoException e) {
            throw new StartException("cannot ask for the limit of open files: " + e.getMessage(), e);
        } catch (IOException e) {
            throw new StartException("cannot list " + LISTING + "; is /proc mounted?", e);
        }
    }

    /**
     * Looks for what is in none of them. Jars stay open once they were looked into; where no descriptor is left none can be
     * opened any more, and the class that tells a client so might be in it.
     */
    private static void openAllJars() {
        if (Descriptors.class.getResource("/none/such") != null) {
            throw new IllegalStateException("something on the class path is called none/such");
        }
    }

    /** A quarter of what is free, {@value #RESERVE_MAX} at most. */
    private long reserve() {
        return Math.min(RESERVE_MAX, free() / 4);
    }

    /** What is not open yet. */
    long free() {
        return limit - open - kept;
    }

    /** Clients that are sent away and lingered for, at a time. */
    int refusals() {
        return (int) (reserve() / 2);
    }

    /**
     * As many clients as were asked for, or as there are descriptors for.
     *
     * @param asked whether somebody asked for so many: then fewer are worth a warning, and a note where they are not
     */
    int clients(int wanted, boolean asked) throws StartException {
        long possible = free() - reserve();
        if (possible < CLIENTS_MIN) {
            throw new StartException("the limit of open files, " + limit + ", leaves room for " + possible
                    + " clients, with " + open + " open already; raise it (ulimit -n)");
        }
        if (wanted > possible) {
            LOG.atLevel(asked ? Level.WARN : Level.INFO)
                    .log(
                            "MaxConnections {} is lowered to {}: the limit of open files is {}, of which {} are open; raise it"
                                    + " (ulimit -n, LimitNOFILE)",
                            wanted,
                            possible,
                            limit,
                            open);
        }
        return (int) Math.min(wanted, possible);
    }
}
