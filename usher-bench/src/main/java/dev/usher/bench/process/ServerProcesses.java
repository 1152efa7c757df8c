package dev.usher.bench.process;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * Which processes make up a server.
 *
 * @param words pids, or the names of programs as in /proc/PID/comm; with each goes all that it started, but not this
 *     process and what it started, unless its own pid is named
 */
public record ServerProcesses(List<String> words) {
    /**
     * Those that run now.
     *
     * @throws IOException where a word names none
     */
    public Set<Long> pids() throws IOException {
        Set<Long> all = new TreeSet<>();
        Set<Long> own = new TreeSet<>();
        addTree(ProcessHandle.current().pid(), own);
        for (String word : words) {
            Set<Long> named = word.matches("[0-9]{1,18}") ? Set.of(Long.valueOf(word)) : byName(word);
            Set<Long> trees = new TreeSet<>();
            named.forEach(pid -> addTree(pid, trees));
            if (!word.matches("[0-9]{1,18}") || !own.contains(Long.valueOf(word))) {
                trees.removeAll(own);
            }
            if (trees.isEmpty()) {
                throw new IOException("--pid " + word + ": there is no such process");
            }
            all.addAll(trees);
        }
        return all;
    }

    private static void addTree(long pid, Set<Long> all) {
        ProcessHandle.of(pid).ifPresent(root -> {
            all.add(pid);
            root.descendants().forEach(child -> all.add(child.pid()));
        });
    }

    private static Set<Long> byName(String name) throws IOException {
        Set<Long> pids = new TreeSet<>();
        try (DirectoryStream<Path> processes = Files.newDirectoryStream(Path.of("/proc"), "[0-9]*")) {
            for (Path process : processes) {
                if (nameOf(process).equals(name)) {
                    pids.add(Long.valueOf(process.getFileName().toString()));
                }
            }
        }
        return pids;
    }

    private static String nameOf(Path process) {
        try {
            return Files.readString(process.resolve("comm")).strip();
        } catch (IOException endedMeanwhile) {
            return "";
        }
    }
}
