package dev.usher.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The names, types, labels and buckets that dashboards know (REFERENCE A.6), as a scraper of a fresh seat sees them. */
class MetricNamesTest {
    /** Name, type, and each label's values, which are there from the start. */
    private static final String TABLE = """
            daemon_active_connections          gauge
            daemon_active_streams              gauge
            daemon_peak_streams                gauge
            daemon_connections_total           counter
            daemon_connections_rejected_total  counter
            daemon_clients_limited_total       counter reason=user
            daemon_clients_limited_total       counter reason=address
            daemon_handoffs_total              counter
            daemon_handoff_errors_total        counter reason=timeout
            daemon_handoff_errors_total        counter reason=no_message
            daemon_handoff_errors_total        counter reason=no_descriptor
            daemon_handoff_errors_total        counter reason=several_descriptors
            daemon_handoff_errors_total        counter reason=descriptors_truncated
            daemon_handoff_errors_total        counter reason=data_too_long
            daemon_handoff_errors_total        counter reason=no_connected_stream_socket
            daemon_handoff_errors_total        counter reason=sender_not_allowed
            daemon_handoff_errors_total        counter reason=bad_data
            daemon_handoff_errors_total        counter reason=error
            daemon_stream_errors_total         counter reason=client_disconnected
            daemon_stream_errors_total         counter reason=timeout
            daemon_stream_errors_total         counter reason=canceled
            daemon_stream_errors_total         counter reason=network
            daemon_stream_errors_total         counter reason=other
            daemon_bytes_sent_total            counter
            daemon_chunks_sent_total           counter
            daemon_backend_requests_total      counter backend=mock
            daemon_backend_errors_total        counter backend=mock
            daemon_streams_completed_total     counter
            daemon_access_log_lost_total       counter
            process_resident_memory_bytes      gauge
            process_open_fds                   gauge
            process_max_fds                    gauge
            process_cpu_seconds_total          counter
            process_start_time_seconds         gauge
            """;

    @TempDir
    private Path directory;

    private House house;

    @BeforeEach
    void open() throws Exception {
        house = House.open(directory, "metrics-addr=127.0.0.1:0");
    }

    @AfterEach
    void close() {
        house.close();
    }

    @Test
    void eachNameHasItsTypeAndAValueFromTheStart() throws Exception {
        List<String> lines = Operator.get(house.seat, "/metrics").body().lines().toList();
        for (String row : TABLE.lines().toList()) {
            String[] words = row.split("\\s+", -1);
            assertThat(lines).contains("# TYPE " + words[0] + " " + words[1]);
            String labels = words.length == 2 ? "" : "{" + words[2].replace("=", "=\"") + "\"}";
            assertThat(lines).anyMatch(line -> line.startsWith(words[0] + labels + " "));
            if (row.startsWith("daemon_")) {
                assertThat(lines).contains(words[0] + labels + " " + "0.0");
            }
        }
    }

    @ParameterizedTest
    @CsvSource({
        "daemon_handoff_duration_seconds, 0.0001, false",
        "daemon_stream_duration_seconds, 0.01, false",
        "daemon_backend_duration_seconds, 0.01, true",
        "daemon_backend_ttfb_seconds, 0.001, true"
    })
    void eachHistogramHasFifteenBucketsEachTwiceTheOneBefore(String name, double first, boolean ofBackend)
            throws Exception {
        String text = Operator.get(house.seat, "/metrics").body();
        assertThat(text.lines()).contains("# TYPE " + name + " histogram");
        Matcher bucket = Pattern.compile(
                        "(?m)^" + name + "_bucket\\{" + (ofBackend ? "backend=\"mock\"," : "") + "le=\"([^\"]+)\"} 0$")
                .matcher(text);
        List<String> bounds = new ArrayList<>();
        while (bucket.find()) {
            bounds.add(bucket.group(1));
        }
        assertThat(bounds).hasSize(16).endsWith("+Inf");
        for (int i = 0; i < 15; i++) {
            assertThat(bounds.get(i))
                    .isEqualTo(new java.math.BigDecimal(Double.toString(first * (1L << i)))
                            .stripTrailingZeros()
                            .toPlainString());
        }
        String labels = ofBackend ? "{backend=\"mock\"}" : "";
        assertThat(text.lines()).contains(name + "_count" + labels + " 0", name + "_sum" + labels + " 0.0");
    }

    @Test
    void theSmallestBoundsAreWrittenAsGoWritesThem() throws Exception {
        assertThat(Operator.get(house.seat, "/metrics").body())
                .contains("daemon_handoff_duration_seconds_bucket{le=\"0.0001\"}")
                .contains("daemon_handoff_duration_seconds_bucket{le=\"0.0002\"}")
                .contains("daemon_handoff_duration_seconds_bucket{le=\"0.0008\"}")
                .contains("daemon_handoff_duration_seconds_bucket{le=\"1.6384\"}")
                .doesNotContain("E-");
    }

    @Test
    void noNameIsThereTwiceAndEachHasHelp() throws Exception {
        Map<String, Integer> types = new TreeMap<>();
        String text = Operator.get(house.seat, "/metrics").body();
        text.lines()
                .filter(line -> line.startsWith("# TYPE "))
                .forEach(line -> types.merge(line.split(" ", -1)[2], 1, Integer::sum));
        assertThat(types.values()).containsOnly(1);
        types.keySet().forEach(name -> assertThat(text).contains("# HELP " + name + " "));
    }

    @Test
    void textIsTheFormatOfWhoDoesNotSay() throws Exception {
        assertThat(Operator.get(house.seat, "/metrics").field("Content-Type")).startsWith("text/plain; version=0.0.4");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "application/openmetrics-text; version=1.0.0; charset=utf-8",
                "application/openmetrics-text;version=1.0.0,text/plain;version=0.0.4;q=0.5,*/*;q=0.1"
            })
    void openMetricsIsForWhoAsksForIt(String accept) throws Exception {
        Operator.Answer answer = Operator.get(house.seat, "/metrics", "Accept: " + accept);
        assertThat(answer.field("Content-Type")).startsWith("application/openmetrics-text; version=1.0.0");
        assertThat(answer.body())
                .contains("# TYPE daemon_connections counter\n")
                .endsWith("# EOF\n");
        assertThat(answer.body()).contains("\ndaemon_connections_total 0.0\n").contains("le=\"0.0001\"");
    }
}
