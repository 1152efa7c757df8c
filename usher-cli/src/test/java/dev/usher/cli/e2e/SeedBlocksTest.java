package dev.usher.cli.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * The table docs/seed-blocks.md: each code block of the seeds' copies has its row, in order, and each row that is run names
 * a test that says so of itself by {@link RunsSeedBlock}.
 */
class SeedBlocksTest {
    private static final Path TABLE = Programs.home().resolve("docs/seed-blocks.md");
    private static final Path SHARED = Programs.home().resolve("../shared/seeds/000_8ac627d2e66fe5af.txt");
    private static final Path SECOND_SHARED = SHARED.resolveSibling("003_564bc0e4e2cdadfd.txt");
    private static final String NOT_RUNNABLE = "not runnable: ";

    /** A row's cells: number, heading, first line, how it is run, and by which test. */
    private record Row(int number, String heading, String firstLine, String how, String by) {
        static Row of(String line) {
            String[] cells = line.split("(?<!\\\\)\\|", -1);
            assertThat(cells).as(line).hasSize(7);
            return new Row(
                    Integer.parseInt(cells[1].strip()),
                    cells[2].strip(),
                    cells[3].strip().replaceAll("^`|`$", "").replace("\\|", "|"),
                    cells[4].strip(),
                    cells[5].strip().replace("`", ""));
        }
    }

    private static List<Row> rows() throws Exception {
        return Files.readAllLines(TABLE).stream()
                .filter(line -> line.matches("\\| *\\d+ .*"))
                .map(Row::of)
                .toList();
    }

    @Test
    void theCopiesAreTheSeedsByteForByte() throws Exception {
        assertThat(Files.size(SeedBlock.COPY)).isEqualTo(12_918);
        assertThat(Files.size(SeedBlock.SECOND_COPY)).isEqualTo(12_869);
        if (Files.isDirectory(SHARED.getParent())) {
            assertThat(SeedBlock.COPY).hasSameBinaryContentAs(SHARED);
            assertThat(SeedBlock.SECOND_COPY).hasSameBinaryContentAs(SECOND_SHARED);
        }
    }

    @Test
    void eachBlockHasItsRowAndEachRowItsBlock() throws Exception {
        List<String> blocks = new ArrayList<>();
        for (SeedBlock block : SeedBlock.all()) {
            blocks.add(block.number() + " " + block.heading() + ": " + block.firstLine());
        }
        assertThat(rows().stream().map(row -> row.number + " " + row.heading + ": " + row.firstLine))
                .containsExactlyElementsOf(blocks);
    }

    @TestFactory
    List<DynamicTest> eachRowIsRunAsItSays() throws Exception {
        return rows().stream()
                .map(row -> DynamicTest.dynamicTest(row.number + " " + row.firstLine, () -> requireRun(row)))
                .toList();
    }

    private static void requireRun(Row row) throws ClassNotFoundException {
        if (row.how.startsWith(NOT_RUNNABLE)) {
            assertThat(row.how.length()).as("the reason").isGreaterThan(NOT_RUNNABLE.length());
            assertThat(row.by).isEmpty();
            return;
        }
        assertThat(row.how.toLowerCase(Locale.ROOT)).matches("as printed|with .+");
        List<Method> named = new ArrayList<>();
        for (String test : row.by.split(", ", -1)) {
            named.add(method(test));
        }
        assertThat(named)
                .allMatch(method -> method.isAnnotationPresent(Test.class))
                .allMatch(method -> Arrays.stream(
                                method.getAnnotation(RunsSeedBlock.class).value())
                        .anyMatch(number -> number == row.number));
    }

    private static Method method(String test) throws ClassNotFoundException {
        String[] parts = test.split("\\.", 2);
        Class<?> type = Class.forName(SeedBlocksTest.class.getPackageName() + "." + parts[0]);
        return Arrays.stream(type.getDeclaredMethods())
                .filter(method -> method.getName().equals(parts[1]))
                .findFirst()
                .orElseThrow(() -> new AssertionError("there is no test " + test));
    }

    /** The files of examples/ that the seed prints, as it prints them: tests that run the files run the blocks. */
    @Test
    @RunsSeedBlock({11, 12, 13, 14})
    void theExamplesAreTheBlocksByteForByte() throws Exception {
        Path examples = Programs.home().resolve("examples");
        assertThat(Files.readString(examples.resolve("php/stream.php"))).isEqualTo(SeedBlock.text(11));
        assertThat(Files.readString(examples.resolve("frontend/eventsource.js")))
                .isEqualTo(SeedBlock.text(12));
        assertThat(Files.readString(examples.resolve("frontend/fetch.js"))).isEqualTo(SeedBlock.text(13));
        assertThat(Files.readString(examples.resolve("frontend/index.html"))).isEqualTo(SeedBlock.text(14));
    }
}
