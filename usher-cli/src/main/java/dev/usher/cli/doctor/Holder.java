package dev.usher.cli.doctor;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A process that has a socket, as proc(5) tells it.
 *
 * @param pid its number
 */
record Holder(long pid) {
    private static final Pattern UNIT = Pattern.compile("/([^/\\n]+\\.service)(?:/|$)", Pattern.MULTILINE);

    /** Its command's name. */
    String name() {
        return read("comm").strip();
    }

    /** Its command line, word by word. */
    List<String> commandLine() {
        return List.of(read("cmdline").split("\0", -1));
    }

    /** The systemd service it belongs to. */
    Optional<String> unit() {
        Matcher unit = UNIT.matcher(read("cgroup"));
        return unit.find() ? Optional.of(unit.group(1)) : Optional.empty();
    }

    /** Whether it was stopped by a signal (SIGSTOP, Ctrl-Z) and waits for SIGCONT. */
    boolean isStopped() {
        String[] state = Person.statusLine(pid, "State:");
        return state.length > 0 && (state[0].equals("T") || state[0].equals("t"));
    }

    /** Its parent's number, 0 where that is not known. */
    long parent() {
        String[] words = Person.statusLine(pid, "PPid:");
        return words.length > 0 ? Long.parseLong(words[0]) : 0;
    }

    /** Its real user, -1 where that is not known. */
    int uid() {
        String[] words = Person.statusLine(pid, "Uid:");
        return words.length > 0 ? Integer.parseUnsignedInt(words[0]) : -1;
    }

    /** Whether it is an Usher that runs this very file. */
    boolean runs(Path file) {
        List<String> words = commandLine();
        int flag = Math.max(words.indexOf("-f"), words.indexOf("--file"));
        if (!words.contains("run") || words.stream().noneMatch(word -> word.contains("usher"))) {
            return false;
        }
        String named = flag >= 0 && flag + 1 < words.size() ? words.get(flag + 1) : "conf/usher.conf";
        try {
            Path directory = Path.of("/proc", Long.toString(pid), "cwd").toRealPath();
            return Files.isSameFile(directory.resolve(named), file);
        } catch (IOException hasEndedOrIsAnothers) {
            return false;
        }
    }

    /** How to let it go on, where it was stopped. */
    Mend goOn() {
        return Mend.byOwner(uid(), "kill -CONT " + pid);
    }

    /** How to end it. */
    Mend stop() {
        return unit().map(unit -> Mend.byRoot("systemctl stop " + unit)).orElse(Mend.byOwner(uid(), "kill " + pid));
    }

    private String read(String name) {
        try {
            return Files.readString(Path.of("/proc", Long.toString(pid), name), StandardCharsets.ISO_8859_1);
        } catch (IOException hasEndedOrIsAnothers) {
            return "";
        }
    }

    @Override
    public String toString() {
        return name() + ", pid " + pid;
    }
}
