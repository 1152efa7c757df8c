package dev.usher.cli.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What README.md and docs say: every link leads somewhere, every shell snippet is run by a test or marked why not. */
class PagesTest {
    private static final Pattern LINK = Pattern.compile("]\\(([^)#\\s]*)(#[^)\\s]+)?\\)");

    /** A snippet's page, how its first line begins, and what is done with it: run here, or by whom, or why not. */
    private static final String SNIPPETS = """
            README.md           | ./usher demo              | not: each is a test of its own; ./verify runs this very test
            README.md           | mkdir -p /tmp/tour/site   | ReadmeTourTest
            README.md           | $(ls /usr/sbin/php-fpm*   | ReadmeTourTest
            README.md           | curl -N "http://127.0.0.1:18080/stream.php | ReadmeTourTest
            docs/commands.md    | ./usher daemon --socket   | run
            docs/commands.md    | source <(./usher completion bash) | run
            docs/daemon.md      | "$JAVA_HOME"/bin/java --enable-native-access | DaemonPageTest
            docs/daemon.md      | ./usher try /run/usher/answers.sock | DaemonPageTest
            docs/exec.md        | fdrecv /run/seats/hello.sock ./handler.sh | ExecDocsTest
            docs/exec.md        | usher try /run/seats/hello.sock --data '{"prompt": | ExecDocsTest
            docs/operations.md  | ./usher daemon --socket /run/usher/llm.sock | StructuredLogTest
            docs/operations.md  | grep -F '[socket_handoff]' | run
            """;

    @TempDir
    Path directory;

    /** One row. */
    record Snippet(String page, String begins, String how) {
        static List<Snippet> all() {
            return SNIPPETS.lines()
                    .map(line -> line.split("\\|", 3))
                    .map(parts -> new Snippet(parts[0].strip(), parts[1].strip(), parts[2].strip()))
                    .toList();
        }

        String block() throws IOException {
            return Pages.blocks(Pages.read(page), "bash").stream()
                    .filter(block -> block.startsWith(begins))
                    .findFirst()
                    .orElseThrow(() -> new AssertionError("there is no snippet " + this + " any more"));
        }
    }

    static Stream<Snippet> toRun() {
        return Snippet.all().stream().filter(snippet -> snippet.how.equals("run"));
    }

    @Test
    void everyLinkWithinTheProjectLeadsSomewhere() throws IOException {
        List<String> broken = new ArrayList<>();
        for (Path page : Pages.all()) {
            String text = Files.readString(page).replaceAll("(?s)```.*?```", "");
            for (MatchResult link : LINK.matcher(text).results().toList()) {
                if (!link.group(1).matches("[a-z]+:.*") && !leads(page, link.group(1), link.group(2))) {
                    broken.add(Pages.name(page) + ": " + link.group());
                }
            }
        }
        assertThat(broken).isEmpty();
    }

    private static boolean leads(Path page, String path, String anchor) throws IOException {
        Path target = path.isEmpty() ? page : page.resolveSibling(path);
        if (!Files.exists(target)) {
            return false;
        }
        return anchor == null
                || Files.readString(target)
                        .lines()
                        .filter(line -> line.startsWith("#"))
                        .map(PagesTest::anchor)
                        .anyMatch(anchor::equals);
    }

    /** As GitHub makes them of headings. */
    private static String anchor(String heading) {
        String words = heading.replaceFirst("#+ +", "").toLowerCase(Locale.ROOT);
        return "#" + words.replaceAll("[^\\p{L}\\p{N} _-]", "").replace(' ', '-');
    }

    @Test
    void everyShellSnippetOfReadmeAndDocsIsInTheTable() throws IOException {
        List<Snippet> table = Snippet.all();
        List<String> unknown = new ArrayList<>();
        for (Path page : Pages.all()) {
            String name = Pages.name(page);
            if (name.startsWith("examples/")) {
                continue; // the examples' tests run them
            }
            for (String block : Pages.blocks(Files.readString(page), "(?:bash|sh|shell|console)")) {
                if (table.stream().noneMatch(row -> row.page.equals(name) && block.startsWith(row.begins))) {
                    unknown.add(name + ": " + block);
                }
            }
        }
        assertThat(unknown)
                .as("shell snippets that no test runs; add them to the table here")
                .isEmpty();
    }

    @Test
    void everyRowOfTheTableIsASnippet() throws IOException {
        for (Snippet snippet : Snippet.all()) {
            assertThat(snippet.block()).isNotEmpty();
        }
    }

    @ParameterizedTest
    @MethodSource("toRun")
    void aShellSnippetRunsAsPrinted(Snippet snippet) throws Exception {
        Path usher = Files.writeString(directory.resolve("usher"), "#!/bin/sh\nexec " + words() + " \"$@\"\n");
        Files.setPosixFilePermissions(usher, PosixFilePermissions.fromString("rwxr-xr-x"));
        Files.writeString(directory.resolve("error.log"), "T INFO  [socket_handoff] id path: handed off\n");
        String block = snippet.block()
                .replace("/tmp/seat.sock", directory.resolve("seat.sock").toString());
        Programs.Ran ran = Programs.run("/bin/bash", "-euc", "cd " + directory + "\n" + block + "\nwait\n");
        assertThat(ran.exit()).as(ran.output()).isZero();
        assertThat(ran.output()).doesNotContain("usher: there is no command");
    }

    private static String words() {
        return UsherProcess.command(List.of()).stream()
                .map(word -> "'" + word + "'")
                .collect(Collectors.joining(" "));
    }

    @Test
    void everyCommandIsOnThePageOfCommands() throws Exception {
        String page = Pages.read("docs/commands.md");
        Programs.Ran help = Programs.run(UsherProcess.command(List.of("--help")).toArray(String[]::new));
        Map<String, Boolean> named = new TreeMap<>();
        help.output()
                .lines()
                .dropWhile(line -> !line.startsWith("Commands:"))
                .filter(line -> line.matches("  [a-z].*"))
                .map(line -> line.strip().split(" ", 2)[0])
                .filter(command -> !command.equals("help"))
                .forEach(command -> named.put(command, page.contains("| `usher " + command)));
        assertThat(named).hasSizeGreaterThan(5).doesNotContainValue(false);
    }
}
