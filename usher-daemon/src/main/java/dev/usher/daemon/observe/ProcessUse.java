package dev.usher.daemon.observe;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.stream.Stream;

/**
 * What this process uses, from proc(5). What cannot be read, for instance because no descriptor is left to read it with,
 * is NaN.
 *
 * @param residentBytes RSS
 * @param openFiles open descriptors
 * @param maxFiles the limit of them, infinite where there is none
 * @param cpuSeconds user and system time so far
 * @param startSeconds when it began, since 1970
 */
record ProcessUse(double residentBytes, double openFiles, double maxFiles, double cpuSeconds, double startSeconds) {
    private static final Path SELF = Path.of("/proc/self");
    private static final double KIB = 1024;
    private static final double MILLIS_PER_SECOND = 1e3;

    static ProcessUse now() {
        ProcessHandle.Info info = ProcessHandle.current().info();
        return new ProcessUse(
                KIB * number("status", "VmRSS:"),
                openFilesNow(),
                number("limits", "Max open files"),
                info.totalCpuDuration().map(Duration::toMillis).orElse(0L) / MILLIS_PER_SECOND,
                info.startInstant().map(Instant::toEpochMilli).orElse(0L) / MILLIS_PER_SECOND);
    }

    private static double openFilesNow() {
        try (Stream<Path> all = Files.list(SELF.resolve("fd"))) {
            return all.count() - 1; // the listing's own
        } catch (IOException e) {
            return Double.NaN;
        }
    }

    /** The first word behind {@code key} in a file of lines. */
    private static double number(String file, String key) {
        try {
            for (String line : Files.readAllLines(SELF.resolve(file))) {
                if (line.startsWith(key)) {
                    String word = line.substring(key.length()).trim().split("\\s+", 2)[0];
                    return word.equals("unlimited") ? Double.POSITIVE_INFINITY : Double.parseDouble(word);
                }
            }
            return Double.NaN;
        } catch (IOException | NumberFormatException e) {
            return Double.NaN;
        }
    }
}
