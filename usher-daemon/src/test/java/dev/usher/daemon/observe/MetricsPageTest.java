package dev.usher.daemon.observe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.usher.daemon.stream.Count;
import dev.usher.daemon.stream.Timing;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import org.junit.jupiter.api.Test;

class MetricsPageTest {
    private static final Path PAGE = Path.of("../docs/metrics.md");

    @Test
    void everythingThatIsCountedOrMeasuredIsExported() {
        assertThat(Arrays.stream(Count.values()).map(Count::metric).distinct())
                .allMatch(name -> Arrays.stream(Metric.values())
                        .anyMatch(metric -> metric.title().equals(name)));
        assertThat(Arrays.stream(Timing.values()).map(Timing::metric))
                .allMatch(name -> Arrays.stream(Metric.values())
                        .anyMatch(metric -> metric.title().equals(name)));
    }

    @Test
    void thePageInTheDocumentationHasARowForEachMetricAndNoOther() throws Exception {
        assertThat(Files.readAllLines(PAGE).stream().filter(line -> line.matches("\\| `[a-z_]+` \\|.*")))
                .containsExactly(
                        Arrays.stream(Metric.values()).map(MetricsPageTest::row).toArray(String[]::new));
    }

    private static String row(Metric metric) {
        return "| `" + metric.title() + "` | " + metric.type().name().toLowerCase(Locale.ROOT) + " | "
                + (metric.label().isEmpty() ? "" : "`" + metric.label() + "`") + " | " + metric.help() + " |";
    }
}
