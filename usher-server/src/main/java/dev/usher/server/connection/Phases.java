package dev.usher.server.connection;

import java.util.List;

/**
 * What a virtual host does with a new connection: all of {@code pre}, then the first of {@code process} that takes
 * it. HTTP is the last of {@code
 * process} and nothing special.
 *
 * @param host chosen by address and port
 * @param pre run in order, each
 * @param process asked in order until one does not decline; the last is the server's own
 * @param requestsMayBlock whether some request of the host may meet a filter that waits: then its connections keep a thread of
 *     their own, also for HTTP
 */
public record Phases(
        VirtualHost host,
        List<PreConnectionHandler> pre,
        List<ProcessConnectionHandler> process,
        boolean requestsMayBlock) {
    /** Keeps copies. */
    public Phases {
        pre = List.copyOf(pre);
        process = List.copyOf(process);
    }

    /** Of a host whose requests meet nothing that waits. */
    public Phases(VirtualHost host, List<PreConnectionHandler> pre, List<ProcessConnectionHandler> process) {
        this(host, pre, process, false);
    }

    /** Whether a connection needs a thread of its own at first. */
    boolean mayBlock() {
        return requestsMayBlock
                || !pre.stream().allMatch(PreConnectionHandler::nonBlocking)
                || !process.stream().allMatch(ProcessConnectionHandler::nonBlocking);
    }
}
