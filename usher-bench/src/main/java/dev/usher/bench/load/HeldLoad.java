package dev.usher.bench.load;

import java.net.InetSocketAddress;
import java.util.List;

/**
 * What a server is asked to hold.
 *
 * @param server resolved
 * @param pid whose memory and processor time are measured
 * @param steps how many connections are open at a time, rising; at least one
 * @param rounds how often each of the last step's connections says something, when all are open
 * @param path of a page to ask for again and again on kept-alive connections; empty where lines are said and expected back
 * @param settleMillis from the last answer of a step until its memory is read
 * @param timeoutMillis for one answer
 */
public record HeldLoad(
        InetSocketAddress server,
        long pid,
        List<Integer> steps,
        int rounds,
        String path,
        int settleMillis,
        int timeoutMillis) {
    /** Copies the list. */
    public HeldLoad {
        steps = List.copyOf(steps);
    }

    boolean isHttp() {
        return !path.isEmpty();
    }
}
