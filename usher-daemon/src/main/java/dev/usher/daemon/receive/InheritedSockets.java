package dev.usher.daemon.receive;

import dev.usher.fd.ErrnoException;
import dev.usher.fd.Fd;
import dev.usher.fd.FdFacts;
import dev.usher.fd.SocketDomain;
import dev.usher.fd.SocketFacts;
import dev.usher.fd.SocketType;
import dev.usher.fd.UnixSocket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Sockets that a service manager listens on for this process (sd_listen_fds(3)): descriptors from 3 on, as many as {@code
 * LISTEN_FDS} says, meant for the process {@code LISTEN_PID}. The manager holds them too, and goes on when we have gone: a
 * handoff that comes in between waits for the next process.
 *
 * <p>None of them goes on to programs that are run for clients. Any thread.
 */
public final class InheritedSockets {
    private static final int FIRST = 3;
    private static final int MOST = 1024;

    /** Those of this process. */
    private static final class Ours {
        private static final InheritedSockets ALL =
                of(System.getenv(), ProcessHandle.current().pid(), FIRST);
    }

    private final List<Integer> left = new ArrayList<>();
    private @Nullable StartException fault;

    private InheritedSockets() {}

    /** Those of this process. */
    public static InheritedSockets ofThisProcess() {
        return Ours.ALL;
    }

    /**
     * Reads what the manager says.
     *
     * @param first the first descriptor's number
     */
    static InheritedSockets of(Map<String, String> environment, long pid, int first) {
        InheritedSockets sockets = new InheritedSockets();
        if (!Long.toString(pid).equals(environment.get("LISTEN_PID"))) {
            return sockets; // said to another process, or to none
        }
        String count = environment.getOrDefault("LISTEN_FDS", "");
        if (!count.matches("[0-9]{1,4}") || Integer.parseInt(count) > MOST) {
            sockets.fault =
                    new StartException("LISTEN_FDS must be a number from 0 to " + MOST + ", not \"" + count + "\"");
            return sockets;
        }
        for (int i = 0; i < Integer.parseInt(count); i++) {
            sockets.add(first + i);
        }
        return sockets;
    }

    private void add(int number) {
        try {
            FdFacts.ofNumber(number, "inherited").setCloseOnExec(true);
            left.add(number);
        } catch (ErrnoException e) {
            fault = new StartException(
                    "LISTEN_FDS counts descriptor " + number + " among those that are to be served: " + e.getMessage(),
                    e);
        }
    }

    /**
     * The one that listens at this path, once; null where none does.
     *
     * @param type what it must be
     * @throws StartException where it is another kind of socket
     */
    synchronized @Nullable UnixSocket take(Path path, SocketType type) throws StartException {
        StartException wrong = fault;
        if (wrong != null) {
            throw wrong;
        }
        for (Iterator<Integer> all = left.iterator(); all.hasNext(); ) {
            int number = all.next();
            if (path.toString().equals(address(number))) {
                UnixSocket socket = checked(number, path, type);
                all.remove();
                return socket;
            }
        }
        return null;
    }

    /** Where those listen that nobody has taken, for people. */
    public synchronized List<String> left() {
        return left.stream().map(InheritedSockets::name).toList();
    }

    private static UnixSocket checked(int number, Path path, SocketType type) throws StartException {
        try {
            SocketFacts facts = SocketFacts.ofNumber(number, path.toString());
            SocketType its = facts.type();
            if (its != type) {
                throw new StartException("the service manager opened " + path + " as " + word(its)
                        + ", and SocketType is " + word(type) + ": its unit must say " + directive(type) + "=" + path);
            }
            if (!facts.isListening()) {
                throw new StartException(
                        "the service manager opened " + path + " and does not listen there (Accept=yes?)");
            }
            FdFacts.ofNumber(number, path.toString()).setNonBlocking(true);
            return UnixSocket.adopt(Fd.own(number, "inherited " + path));
        } catch (ErrnoException e) {
            throw new StartException("the service manager's socket " + path + " cannot be used: " + e.getMessage(), e);
        }
    }

    private static String word(@Nullable SocketType type) {
        return type == null ? "something else" : type.name().toLowerCase(Locale.ROOT);
    }

    private static String directive(SocketType type) {
        return type == SocketType.STREAM ? "ListenStream" : "ListenSequentialPacket";
    }

    private static @Nullable String address(int number) {
        try {
            SocketFacts facts = SocketFacts.ofNumber(number, "inherited");
            return facts.domain() == SocketDomain.UNIX ? facts.localAddress() : null;
        } catch (ErrnoException e) {
            return null;
        }
    }

    private static String name(int number) {
        String address = address(number);
        return address == null || address.isEmpty() ? "descriptor " + number : address;
    }
}
