package dev.usher.bench.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * What /proc/PID/stat says of a process's time (proc(5)).
 *
 * @param ownTicks its processor time, in user mode and in the kernel
 * @param childrenTicks that of children that ended and were waited for
 * @param startTime when it began; with its pid it names a process for good
 */
record Stat(long ownTicks, long childrenTicks, String startTime) {
    private static final int UTIME = 11; // fields behind the name's closing parenthesis, from 0
    private static final int STIME = 12;
    private static final int CHILDREN_UTIME = 13;
    private static final int CHILDREN_STIME = 14;
    private static final int START_TIME = 19;

    static Stat of(long pid) throws IOException {
        String stat = Files.readString(Path.of("/proc", Long.toString(pid), "stat"));
        String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
        return new Stat(
                Long.parseLong(fields[UTIME]) + Long.parseLong(fields[STIME]),
                Long.parseLong(fields[CHILDREN_UTIME]) + Long.parseLong(fields[CHILDREN_STIME]),
                fields[START_TIME]);
    }
}
