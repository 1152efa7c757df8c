package dev.usher.server.content.status;

import dev.usher.server.http.Exchange;
import io.prometheus.metrics.expositionformats.ExpositionFormatWriter;
import io.prometheus.metrics.expositionformats.OpenMetricsTextFormatWriter;
import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.regex.Pattern;

/** The figures for Prometheus: its text format, or OpenMetrics for who accepts that. */
final class MetricsView {
    private static final ExpositionFormatWriter TEXT = PrometheusTextFormatWriter.create();
    private static final ExpositionFormatWriter OPEN_METRICS = OpenMetricsTextFormatWriter.create();

    /** Java writes 5.0E-4 where Prometheus' own libraries, which queries are written for, write 0.0005. */
    private static final Pattern SMALL_BOUND = Pattern.compile("le=\"([0-9.]+E-[0-9]+)\"");

    private MetricsView() {}

    static StatusContent.Page show(DoorStatus status, Exchange exchange) throws IOException {
        List<String> accepted = exchange.request().headers().elements("Accept");
        boolean open =
                accepted.stream().anyMatch(type -> type.regionMatches(true, 0, "application/openmetrics-text", 0, 28));
        ExpositionFormatWriter writer = open ? OPEN_METRICS : TEXT;
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        writer.write(out, Metrics.of(status));
        return new StatusContent.Page(writer.getContentType(), plainBounds(out.toString(StandardCharsets.UTF_8)), 0);
    }

    private static String plainBounds(String text) {
        return SMALL_BOUND
                .matcher(text)
                .replaceAll(bound -> "le=\""
                        + new BigDecimal(bound.group(1)).stripTrailingZeros().toPlainString() + "\"");
    }
}
