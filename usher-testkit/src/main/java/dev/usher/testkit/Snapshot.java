package dev.usher.testkit;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * What a process holds at one moment: descriptors, what is watched, platform threads, child processes.
 *
 * <p>Regular files below the JDK and the class path, and the devices a JVM opens when it likes, are left out; every
 * socket, pipe, anonymous inode, deleted file and other open file counts.
 *
 * @param descriptors what each open descriptor leads to, by its number (proc(5), /proc/self/fd)
 * @param watches how many descriptors each epoll and io_uring descriptor watches, by its number, see {@link Watches}
 * @param threads names of live platform threads by id, the JVM's own left out
 * @param children command lines of living direct child processes by pid
 */
record Snapshot(
        Map<Integer, String> descriptors,
        Map<String, Integer> watches,
        Map<Long, String> threads,
        Map<Long, String> children) {

    private static final Set<String> WAITERS = Set.of("anon_inode:[eventpoll]", "anon_inode:[io_uring]");
    private static final Path DESCRIPTORS = Path.of("/proc/self/fd");
    private static final Pattern NOISE_FILE = Pattern.compile(
            ".*\\.(jar|so(\\.[0-9.]+)?|jsa|class)( \\(deleted\\))?|.*/lib/modules|/dev/(u?random|null|tty|pts/.*)"
                    + "|.*/surefire.*|/proc/.*|/sys/.*|.*/classes/.*|/etc/.*|/usr/.*");
    private static final Pattern NOISE_THREAD = Pattern.compile(
            "Reference Handler|Finalizer|Signal Dispatcher|Common-Cleaner|Notification Thread|Attach Listener"
                    + "|process reaper.*|surefire.*|ping-.*|main|Test worker|junit-.*|JUnit.*|VirtualThread-unparker"
                    + "|ForkJoinPool.*|.*-Read-Poller|.*-Write-Poller|Read-Poller|Write-Poller|.*Unblocker"
                    + "|Service Thread|Monitor Deflation Thread|C[12] CompilerThread.*|Sweeper thread|JFR.*"
                    + "|ThreadTimeout.*|process-.*|.*-boot-.*|Cleaner-\\d+|InnocuousThread.*|globalEventExecutor.*"
                    + "|MasterPoller|.*MasterPoller.*"
                    // It begins with the process's first line of log, and ends with the process.
                    + "|usher-error-log"
                    // Threads of Selenium's client come and go while a class keeps a browser; one that was not closed
                    // is seen by its process.
                    + "|JdkHttpClient-.*");

    static Snapshot take() {
        Map<String, Integer> watches = new TreeMap<>();
        return new Snapshot(descriptors(watches), watches, liveThreads(), liveChildren());
    }

    private static Map<Integer, String> descriptors(Map<String, Integer> watches) {
        Map<Integer, String> open = new TreeMap<>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(DESCRIPTORS)) {
            for (Path entry : entries) {
                String target = target(entry);
                if (target != null && !NOISE_FILE.matcher(target).matches()) {
                    open.put(Integer.valueOf(entry.getFileName().toString()), target);
                    if (WAITERS.contains(target)) {
                        String number = entry.getFileName().toString();
                        watches.put(number, Watches.of(number));
                    }
                }
            }
        } catch (IOException e) {
            throw new IllegalStateException("cannot list " + DESCRIPTORS, e);
        }
        return open;
    }

    private static @org.jspecify.annotations.Nullable String target(Path entry) {
        try {
            return Files.readSymbolicLink(entry).toString();
        } catch (IOException closedMeanwhile) {
            return null;
        }
    }

    private static Map<Long, String> liveThreads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(t -> !NOISE_THREAD.matcher(t.getName()).matches())
                .collect(Collectors.toMap(Thread::threadId, Thread::getName, (a, b) -> a, TreeMap::new));
    }

    private static Map<Long, String> liveChildren() {
        return ProcessHandle.current()
                .children()
                .filter(ProcessHandle::isAlive)
                .collect(Collectors.toMap(
                        ProcessHandle::pid, p -> p.info().commandLine().orElse("?"), (a, b) -> a, TreeMap::new));
    }

    /** Says what this snapshot has that {@code base} had not; empty where it has nothing more. */
    String beyond(Snapshot base) {
        StringBuilder more = new StringBuilder();
        more(more, "descriptor", descriptors, base.descriptors);
        more(more, "thread", threads, base.threads);
        more(more, "child process", children, base.children);
        watches.forEach((fd, count) -> {
            int before = base.watches.getOrDefault(fd, count);
            if (count > before) {
                more.append("epoll or io_uring descriptor ")
                        .append(fd)
                        .append(": ")
                        .append(count);
                more.append(" watched, were ").append(before).append('\n');
            }
        });
        return more.toString();
    }

    private static <K> void more(StringBuilder into, String kind, Map<K, String> now, Map<K, String> before) {
        now.forEach((key, value) -> {
            if (!value.equals(before.get(key))) {
                into.append(kind)
                        .append(' ')
                        .append(key)
                        .append(" left: ")
                        .append(value)
                        .append('\n');
            }
        });
    }
}
