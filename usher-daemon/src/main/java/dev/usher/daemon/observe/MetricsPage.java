package dev.usher.daemon.observe;

import io.prometheus.metrics.expositionformats.ExpositionFormatWriter;
import io.prometheus.metrics.expositionformats.ExpositionFormats;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.regex.Pattern;

/** {@code /metrics}, as text or as OpenMetrics, whichever the scraper asks for. Any thread. */
final class MetricsPage {
    /**
     * Java writes 1.0E-4 where Go, whose dashboards look for the label's very text, writes 0.0001.
     */
    private static final Pattern SMALL_BOUND = Pattern.compile("le=\"([0-9.]+E-[0-9]+)\"");

    private final SeatCollector seat;
    private final ExpositionFormats formats = ExpositionFormats.init();

    MetricsPage(SeatView seat) {
        this.seat = new SeatCollector(seat);
    }

    /**
     * All metrics as they are now.
     *
     * @param accept what the scraper understands; empty where it does not say
     */
    Reply reply(String accept) throws IOException {
        ExpositionFormatWriter writer = formats.findWriter(accept);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        writer.write(bytes, seat.collect());
        String text = bytes.toString(StandardCharsets.UTF_8);
        return new Reply(200, writer.getContentType(), Map.of(), plainBounds(text));
    }

    private static String plainBounds(String text) {
        return SMALL_BOUND
                .matcher(text)
                .replaceAll(bound -> "le=\""
                        + new BigDecimal(bound.group(1)).stripTrailingZeros().toPlainString() + "\"");
    }
}
