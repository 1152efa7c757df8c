package dev.usher.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;

/** docs/semantics.md: each rule names tests that are there, or says why it is not built. */
class SemanticsPageTest {
    private static final Path PAGE = Path.of("../docs/semantics.md");
    private static final Path TESTS = Path.of("src/test/java");
    private static final Pattern TEST = Pattern.compile("`(\\w+)#(\\w+)`");

    private record Row(String section, String rule, String shownBy) {
        List<MatchResult> tests() {
            return TEST.matcher(shownBy).results().toList();
        }
    }

    private static List<Row> rows() throws IOException {
        List<Row> rows = new ArrayList<>();
        String section = "";
        for (String line : Files.readAllLines(PAGE)) {
            section = line.startsWith("## ") ? line.substring(3) : section;
            if (line.startsWith("| ") && !line.startsWith("| What holds")) {
                String[] cells = line.split("\\|");
                assertThat(cells).as(line).hasSize(3);
                rows.add(new Row(section, cells[1].strip(), cells[2].strip()));
            }
        }
        return rows;
    }

    /** The test classes of this module by their simple names. */
    private static Map<String, String> classes() throws IOException {
        try (Stream<Path> files = Files.walk(TESTS)) {
            return files.filter(file -> file.toString().endsWith("Test.java"))
                    .map(file -> TESTS.relativize(file).toString().replace(".java", ""))
                    .map(name -> name.replace('/', '.'))
                    .collect(Collectors.toMap(name -> name.substring(name.lastIndexOf('.') + 1), name -> name));
        }
    }

    private static boolean isTest(Method method, String name) {
        return method.getName().equals(name)
                && (method.isAnnotationPresent(Test.class) || method.isAnnotationPresent(ParameterizedTest.class));
    }

    @Test
    void eachTestThePageNamesIsThere() throws Exception {
        Map<String, String> classes = classes();
        List<String> missing = new ArrayList<>();
        for (Row row : rows()) {
            for (MatchResult test : row.tests()) {
                String found = classes.get(test.group(1));
                boolean isThere = found != null
                        && Arrays.stream(Class.forName(found, false, getClass().getClassLoader())
                                        .getDeclaredMethods())
                                .anyMatch(method -> isTest(method, test.group(2)));
                if (!isThere) {
                    missing.add(row.section() + ": " + test.group());
                }
            }
        }
        assertThat(missing).isEmpty();
    }

    @Test
    void eachRuleHasATestOrTheReasonWhyNot() throws IOException {
        List<Row> rows = rows();
        assertThat(rows).hasSizeGreaterThan(100);
        assertThat(rows).allSatisfy(row -> {
            boolean isLeftOut = row.shownBy().matches("not built: .{20,}");
            assertThat(isLeftOut || !row.tests().isEmpty()).as("%s", row).isTrue();
        });
    }

    @Test
    void noRuleIsThereTwice() throws IOException {
        assertThat(rows()).extracting(Row::rule).doesNotHaveDuplicates();
    }

    @Test
    void eachSectionIsThere() throws IOException {
        assertThat(rows())
                .extracting(row -> row.section().substring(0, 3))
                .contains("E.1", "E.2", "E.3", "E.4", "E.5", "E.6", "E.7", "E.8");
    }
}
