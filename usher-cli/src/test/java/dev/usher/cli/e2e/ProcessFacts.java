package dev.usher.cli.e2e;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What another process holds, as proc(5) tells it.
 *
 * @param descriptors open descriptors
 * @param epollEntries {@code tfd:} lines of all its epoll descriptors
 * @param threads its threads
 * @param rssKib its resident memory, KiB
 */
record ProcessFacts(int descriptors, int epollEntries, int threads, int rssKib) {

    static ProcessFacts of(long pid) throws IOException {
        Path proc = Path.of("/proc", Long.toString(pid));
        int descriptors = 0;
        int entries = 0;
        try (DirectoryStream<Path> open = Files.newDirectoryStream(proc.resolve("fd"))) {
            for (Path each : open) {
                descriptors++;
                entries += entries(proc.resolve("fdinfo").resolve(each.getFileName()));
            }
        }
        String status = Files.readString(proc.resolve("status"));
        return new ProcessFacts(descriptors, entries, number(status, "Threads"), number(status, "VmRSS"));
    }

    private static int entries(Path info) throws IOException {
        try {
            return (int) Files.readAllLines(info).stream()
                    .filter(line -> line.startsWith("tfd:"))
                    .count();
        } catch (NoSuchFileException closedMeanwhile) {
            return 0;
        }
    }

    private static int number(String status, String name) {
        Matcher line = Pattern.compile(name + ":\\s*(\\d+)").matcher(status);
        if (!line.find()) {
            throw new IllegalStateException("no " + name + " in " + status);
        }
        return Integer.parseInt(line.group(1));
    }

    /** Waits until a process holds no more than it did; memory is not looked at. */
    static ProcessFacts awaitBase(long pid, ProcessFacts base) throws Exception {
        ProcessFacts[] last = new ProcessFacts[1];
        try {
            Waiting.until("back to base", 20, () -> {
                last[0] = of(pid);
                return last[0].descriptors <= base.descriptors
                        && last[0].epollEntries <= base.epollEntries
                        && last[0].threads <= base.threads;
            });
        } catch (AssertionError e) {
            throw new AssertionError("base was " + base + ", now " + last[0], e);
        }
        return last[0];
    }
}
