package dev.usher.bench.process;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * What /proc says of a process at one moment (proc(5)).
 *
 * @param cpuNanos processor time so far, in user mode and in the kernel, to 10 ms; /proc/PID/stat, utime and stime
 * @param rssBytes memory held, VmRSS
 * @param anonymousBytes the part of it that is no file's, RssAnon
 * @param switches context switches of the threads that live, voluntary or not
 */
public record ProcessReading(long cpuNanos, long rssBytes, long anonymousBytes, long switches) {
    /** USER_HZ is 100 on all of Linux's machines that we run on. */
    public static final long NANOS_PER_TICK = 10_000_000;

    /**
     * Memory alone, as one file tells it: cheap enough to ask ten times a second.
     *
     * @throws IOException where it has ended
     */
    public static ProcessReading memory(long pid) throws IOException {
        String status = Files.readString(Path.of("/proc", Long.toString(pid), "status"));
        return new ProcessReading(0, kilobytes(status, "VmRSS:"), kilobytes(status, "RssAnon:"), 0);
    }

    /**
     * Of one process.
     *
     * @throws IOException where it has ended
     */
    public static ProcessReading of(long pid) throws IOException {
        ProcessReading memory = memory(pid);
        long cpuNanos = Stat.of(pid).ownTicks() * NANOS_PER_TICK;
        return new ProcessReading(cpuNanos, memory.rssBytes, memory.anonymousBytes, switches(pid));
    }

    /** Of this process. */
    public static ProcessReading own() throws IOException {
        return of(ProcessHandle.current().pid());
    }

    private static long switches(long pid) throws IOException {
        long sum = 0;
        try (DirectoryStream<Path> threads = Files.newDirectoryStream(Path.of("/proc", Long.toString(pid), "task"))) {
            for (Path thread : threads) {
                sum += switchesOf(thread);
            }
        }
        return sum;
    }

    private static long switchesOf(Path thread) {
        try {
            String status = Files.readString(thread.resolve("status"));
            return number(status, "\nvoluntary_ctxt_switches:") + number(status, "nonvoluntary_ctxt_switches:");
        } catch (IOException endedMeanwhile) {
            return 0;
        }
    }

    private static long kilobytes(String status, String name) {
        return number(status, name) * 1024;
    }

    private static long number(String status, String name) {
        int at = status.indexOf(name);
        if (at < 0) {
            return 0; // a process that ends has no memory any more
        }
        String line = status.substring(at + name.length()).lines().findFirst().orElse("0");
        return Long.parseLong(line.replace("kB", "").trim());
    }
}
