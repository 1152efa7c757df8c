package dev.usher.cli.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** {@code usher doctor} with a file, what it says, and its mends run by sh exactly as they are printed. */
final class Consultation {
    private final Path file;
    private final String before;
    private final Programs.Ran said;

    private Consultation(Path file, String before, Programs.Ran said) {
        this.file = file;
        this.before = before;
        this.said = said;
    }

    /** About a file with these lines. */
    static Consultation about(Path directory, String... lines) throws Exception {
        return under("", directory, lines);
    }

    /** The same from a shell that has run a line before. */
    static Consultation under(String before, Path directory, String... lines) throws Exception {
        Path file = directory.resolve("usher.conf");
        Files.writeString(file, String.join("\n", lines) + "\n");
        return again(file, before);
    }

    /** About a file that is there. */
    static Consultation again(Path file, String before) throws Exception {
        return new Consultation(file, before, doctor(file, before + "\n"));
    }

    private static Programs.Ran doctor(Path file, String first) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("/bin/sh", "-c", first + "exec \"$@\"", "sh"));
        command.addAll(UsherProcess.command(List.of("doctor", "--patience", "2", "-f", file.toString())));
        return Programs.run(command.toArray(String[]::new));
    }

    String says() {
        return said.output();
    }

    /** An error that holds all of these words; the doctor's exit code says so, too. */
    Consultation finds(String... words) {
        assertThat(said.exit()).as(says()).isEqualTo(1);
        assertThat(findings("ERROR"))
                .as(says())
                .anySatisfy(finding -> assertThat(finding).contains(words));
        return this;
    }

    /** A warning that holds all of these words. */
    Consultation warns(String... words) {
        assertThat(findings("WARNING"))
                .as(says())
                .anySatisfy(finding -> assertThat(finding).contains(words));
        return this;
    }

    /** No error; a warning is something that works. */
    Consultation isContent() {
        assertThat(findings("ERROR")).as(says()).isEmpty();
        assertThat(said.exit()).as(says()).isZero();
        return this;
    }

    /** Runs what is printed behind "mend:" of all errors, then asks again: none may be left. */
    Consultation isContentOnceMended() throws Exception {
        List<String> mends = new ArrayList<>();
        findings("ERROR").forEach(finding -> mends.addAll(mends(finding)));
        assertThat(mends).as(says()).isNotEmpty();
        String script = before + "\nset -e\n" + String.join("\n", mends) + "\n";
        return new Consultation(file, before, doctor(file, script)).isContent();
    }

    private static List<String> mends(String finding) {
        return finding.lines()
                .map(String::strip)
                .filter(line -> line.startsWith("mend: "))
                .map(line -> line.substring("mend: ".length()))
                .toList();
    }

    private List<String> findings(String severity) {
        return List.of(says().split("\n\n", -1)).stream()
                .filter(block -> block.startsWith(severity + " "))
                .toList();
    }
}
