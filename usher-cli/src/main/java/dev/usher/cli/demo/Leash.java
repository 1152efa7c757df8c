package dev.usher.cli.demo;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * Child processes that end when this one does, even where it is killed with SIGKILL and can do nothing about it: {@code
 * setpriv --pdeathsig} (util-linux) has the kernel send them SIGTERM then (PR_SET_PDEATHSIG, prctl(2)).
 *
 * <p>To the kernel the parent is the thread that starts the child: it has to live as long as the child may.
 */
final class Leash {
    /** Twice this, at the worst, is what a person waits behind Ctrl-C for one child. */
    private static final long TERM_MILLIS = 900;

    private static final int TAIL_LINES = 5;

    private Leash() {}

    /** Starts a command on the leash, or without one where setpriv is not installed. Its output goes to a file. */
    static Process start(List<String> command, Path log) throws IOException, InterruptedException {
        List<String> words = new ArrayList<>(leash());
        words.addAll(command);
        ProcessBuilder builder = new ProcessBuilder(words)
                .redirectInput(new File("/dev/null"))
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
        // What the demo shows does not depend on settings left in a shell.
        builder.environment().keySet().removeIf(name -> name.startsWith("USHER_") && !name.equals("USHER_JAVA_OPTS"));
        return builder.start();
    }

    /** The words before a command; none where setpriv is missing or knows no --pdeathsig (before util-linux 2.33). */
    private static List<String> leash() throws IOException, InterruptedException {
        Optional<Path> setpriv = find("setpriv");
        if (setpriv.isEmpty()) {
            return List.of();
        }
        List<String> words = List.of(setpriv.get().toString(), "--pdeathsig", "TERM", "--");
        List<String> trial = new ArrayList<>(words);
        trial.add("true");
        Process tried = new ProcessBuilder(trial)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        return tried.waitFor() == 0 ? words : List.of();
    }

    /** A program on the PATH or where the system's programs are, the first by name where {@code name} ends in *. */
    static Optional<Path> find(String name) {
        String path = System.getenv().getOrDefault("PATH", "");
        return Stream.concat(Stream.of(path.split(":")), Stream.of("/usr/sbin", "/usr/bin", "/sbin", "/bin"))
                .filter(directory -> directory.startsWith("/"))
                .flatMap(directory -> matches(Path.of(directory), name).stream())
                .findFirst();
    }

    private static List<Path> matches(Path directory, String glob) {
        List<Path> found = new ArrayList<>();
        try (var entries = Files.newDirectoryStream(directory, glob)) {
            for (Path each : entries) {
                if (Files.isExecutable(each) && !Files.isDirectory(each)) {
                    found.add(each);
                }
            }
        } catch (IOException notThere) {
            return List.of();
        }
        found.sort(null);
        return found;
    }

    /** SIGTERM, a second one (a seat then ends its streams at once), SIGKILL; returns when the process has ended. */
    static void stop(Process process) throws InterruptedException {
        for (int i = 0; i < 2; i++) {
            process.destroy();
            if (process.waitFor(TERM_MILLIS, TimeUnit.MILLISECONDS)) {
                return;
            }
        }
        process.destroyForcibly().waitFor();
    }

    /** The last lines of a child's log, for the message that says why it ended. */
    static String tail(Path log) throws IOException {
        if (!Files.exists(log)) {
            return "";
        }
        List<String> lines = Files.readAllLines(log);
        return String.join("\n", lines.subList(Math.max(0, lines.size() - TAIL_LINES), lines.size()));
    }
}
