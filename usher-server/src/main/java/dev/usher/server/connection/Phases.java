package dev.usher.server.connection;

import java.util.List;
import java.util.function.BooleanSupplier;

/**
 * What a virtual host does with a new connection: all of {@code pre}, then the first of {@code process} that takes it. HTTP is
 * the last of {@code process} and nothing special.
 *
 * @param host chosen by address and port
 * @param pre run in order, each
 * @param process asked in order until one does not decline; the last is the server's own
 * @param requestsMayBlock whether some request of the host may meet a filter that waits: then its connections keep a thread of
 *     their own, also for HTTP. Asked on loops for each connection: from true it may change to false, and stays that
 */
public record Phases(
        VirtualHost host,
        List<PreConnectionHandler> pre,
        List<ProcessConnectionHandler> process,
        BooleanSupplier requestsMayBlock) {
    /** Keeps copies. */
    public Phases {
        pre = List.copyOf(pre);
        process = List.copyOf(process);
    }

    /** Of a host whose requests meet nothing that waits. */
    public Phases(VirtualHost host, List<PreConnectionHandler> pre, List<ProcessConnectionHandler> process) {
        this(host, pre, process, () -> false);
    }

    /** Whether a connection needs a thread of its own at first. */
    boolean mayBlock() {
        return requestsMayBlock.getAsBoolean()
                || !pre.stream().allMatch(PreConnectionHandler::nonBlocking)
                || !process.stream().allMatch(ProcessConnectionHandler::nonBlocking);
    }
}
