package dev.usher.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** The script of {@code usher completion}, sourced in a real bash, asked as Tab asks it. */
class CompletionTest {
    /** compopt is for readline alone; the function is the one that the script has registered for usher. */
    private static final String SOURCED = """
            compopt() { :; }
            . ./usher.bash
            complete=$(complete -p usher | sed 's/.*-F \\([^ ]*\\).*/\\1/')
            """;

    @TempDir
    Path directory;

    private static String script(String shell) {
        StringWriter out = new StringWriter();
        CommandLine commands = Main.commandLine();
        commands.setOut(new PrintWriter(out));
        assertThat(commands.execute("completion", shell)).isZero();
        return out.toString();
    }

    /** What Tab offers behind each of these lines, of which the last word is being typed. */
    private Map<String, Set<String>> offered(List<String> lines) throws Exception {
        StringBuilder asks = new StringBuilder(SOURCED);
        for (String line : lines) {
            String[] words = line.split(" ", -1);
            asks.append("COMP_WORDS=('").append(String.join("' '", words)).append("') COMP_CWORD=");
            asks.append(words.length - 1).append(" COMPREPLY=(); \"$complete\" usher; ");
            asks.append("printf '%s ' \"${COMPREPLY[@]}\"; echo\n");
        }
        Files.writeString(directory.resolve("usher.bash"), script("bash"));
        Process bash = new ProcessBuilder("/bin/bash", "-c", asks.toString())
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("out").toFile())
                .start();
        assertThat(bash.waitFor()).isZero();
        List<String> out = Files.readAllLines(directory.resolve("out"), StandardCharsets.UTF_8);
        assertThat(out).hasSameSizeAs(lines);
        Map<String, Set<String>> offered = new LinkedHashMap<>();
        for (int i = 0; i < lines.size(); i++) {
            offered.put(
                    lines.get(i), new TreeSet<>(Arrays.asList(out.get(i).strip().split(" +"))));
        }
        return offered;
    }

    @Test
    void everyCommandAndEveryFlagIsOffered() throws Exception {
        Map<String, Set<String>> expected = new LinkedHashMap<>();
        Map<String, CommandLine> commands = Main.withAllFlags().getSubcommands();
        expected.put("usher ", commands.keySet());
        commands.forEach((name, command) -> {
            Set<String> flags = new TreeSet<>();
            command.getCommandSpec().options().forEach(option -> flags.addAll(Arrays.asList(option.names())));
            expected.put("usher " + name + " -", flags);
        });
        Map<String, Set<String>> offered = offered(List.copyOf(expected.keySet()));
        expected.forEach((line, words) -> assertThat(offered.get(line)).as(line).containsAll(words));
        assertThat(expected.get("usher run -")).contains("--timeout", "--file").hasSizeGreaterThan(20);
    }

    @Test
    void whatIsBegunIsCompleted() throws Exception {
        Files.writeString(directory.resolve("site.conf"), "");
        Map<String, Set<String>> offered =
                offered(List.of("usher do", "usher daemon --message-d", "usher check -f sit", "usher completion z"));
        assertThat(new ArrayList<>(offered.values()))
                .containsExactly(Set.of("doctor"), Set.of("--message-delay"), Set.of("site.conf"), Set.of("zsh"));
    }

    @Test
    void zshGetsTheSameByItsBashcompinit() {
        assertThat(script("zsh")).startsWith("# For zsh").contains("bashcompinit", "complete -F _complete_usher");
    }
}
