package dev.usher.bench.process;

import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/**
 * What /proc says of a server's processes at one moment, where some may begin and end between two readings (proc(5)).
 *
 * @param processes by pid and start time, since a pid may be given again
 * @param rssBytes memory held by all, VmRSS
 */
public record TreeReading(Map<String, Times> processes, long rssBytes) {
    /**
     * Processor time.
     *
     * @param ownTicks its own, in user mode and in the kernel
     * @param childrenTicks of children that ended and were waited for
     */
    public record Times(long ownTicks, long childrenTicks) {}

    /** Of these; one that has ended meanwhile is left out. */
    public static TreeReading of(Set<Long> pids) {
        Map<String, Times> processes = new HashMap<>();
        long rssBytes = 0;
        for (long pid : pids) {
            rssBytes += add(pid, processes);
        }
        return new TreeReading(processes, rssBytes);
    }

    /** Returns its memory. */
    private static long add(long pid, Map<String, Times> processes) {
        try {
            long rssBytes = ProcessReading.memory(pid).rssBytes();
            Stat stat = Stat.of(pid);
            processes.put(pid + "@" + stat.startTime(), new Times(stat.ownTicks(), stat.childrenTicks()));
            return rssBytes;
        } catch (IOException endedMeanwhile) {
            return 0;
        }
    }

    /**
     * Processor time between an earlier reading and this one, never below 0. A child that ended has left its whole time with
     * the parent that waited for it, so that sums of both kinds agree; where nobody waited, what the survivors used counts.
     */
    public long cpuNanosSince(TreeReading earlier) {
        long survivors = 0;
        for (Map.Entry<String, Times> each : processes.entrySet()) {
            Times before = earlier.processes.getOrDefault(each.getKey(), new Times(0, 0));
            survivors += each.getValue().ownTicks - before.ownTicks;
        }
        return Math.max(survivors, allTicks() - earlier.allTicks()) * ProcessReading.NANOS_PER_TICK;
    }

    private long allTicks() {
        return processes.values().stream()
                .mapToLong(times -> times.ownTicks + times.childrenTicks)
                .sum();
    }
}
