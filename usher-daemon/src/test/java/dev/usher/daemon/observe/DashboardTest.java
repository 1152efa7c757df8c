package dev.usher.daemon.observe;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonFactory;

/** What examples/grafana asks Prometheus for is what a seat exports. */
class DashboardTest {
    private static final Path DASHBOARD = Path.of("../examples/grafana/usher-seat.json");
    private static final Path RULES = Path.of("../examples/grafana/usher-seat.rules.yml");
    private static final Pattern NAME = Pattern.compile("\\b(?:daemon|process|jvm)_[a-z_]+\\b");

    private static Set<String> exported() {
        Set<String> names = new HashSet<>();
        for (Metric metric : Metric.values()) {
            if (metric.type() == Metric.Type.HISTOGRAM) {
                names.addAll(Set.of(metric.title() + "_bucket", metric.title() + "_sum", metric.title() + "_count"));
            } else {
                names.add(metric.title());
            }
        }
        return names;
    }

    private static Set<String> namesIn(String text) {
        Set<String> names = new TreeSet<>();
        NAME.matcher(text).results().map(MatchResult::group).forEach(names::add);
        return names;
    }

    /** All queries, one a line. Also shows that it is JSON, in which no name comes twice. */
    private static String queries() throws Exception {
        StringBuilder all = new StringBuilder();
        JsonFactory strict = JsonFactory.builder()
                .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                .build();
        try (JsonParser json = strict.createParser(ObjectReadContext.empty(), Files.readAllBytes(DASHBOARD))) {
            for (JsonToken token = json.nextToken(); token != null; token = json.nextToken()) {
                boolean isQuery = Set.of("expr", "query", "definition").contains(String.valueOf(json.currentName()));
                if (isQuery && token == JsonToken.VALUE_STRING) {
                    all.append(json.getString()).append('\n');
                }
            }
        }
        return all.toString();
    }

    @Test
    void everyMetricOfTheDashboardIsExported() throws Exception {
        assertThat(namesIn(queries())).hasSizeGreaterThan(20).isSubsetOf(exported());
    }

    @Test
    void everyMetricOfTheAlertsIsExported() throws Exception {
        assertThat(namesIn(Files.readString(RULES))).hasSizeGreaterThan(8).isSubsetOf(exported());
    }

    @Test
    void everyMetricThatTheSeatCountsIsOnTheDashboardOrInAnAlert() throws Exception {
        String shown = queries() + Files.readString(RULES);
        assertThat(Arrays.stream(Metric.values()).map(Metric::title).filter(name -> name.startsWith("daemon_")))
                .allMatch(shown::contains);
    }

    @Test
    void everyQueryClosesWhatItOpens() throws Exception {
        for (String query : queries().lines().toList()) {
            for (String pair : new String[] {"()", "{}", "[]"}) {
                assertThat(query.chars().filter(c -> c == pair.charAt(0)).count())
                        .as(query)
                        .isEqualTo(
                                query.chars().filter(c -> c == pair.charAt(1)).count());
            }
        }
    }
}
