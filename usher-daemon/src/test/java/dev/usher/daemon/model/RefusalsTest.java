package dev.usher.daemon.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** When a client may come again, as its upstream says. */
class RefusalsTest {
    private static final Instant NOW = Instant.parse("2026-11-24T00:00:00Z");

    private final ModelTable table = new ModelTable();

    @AfterEach
    void close() {
        table.close();
    }

    @ParameterizedTest
    @CsvSource({
        "7, 7",
        "0, 1",
        "3600, 3600",
        "3601, 3600",
        "99999999999999999999, 3600",
        "'Tue, 24 Nov 2026 00:01:30 GMT', 90",
        "'Mon, 23 Nov 2026 00:00:00 GMT', 1",
        "'Tue, 24 Nov 2099 00:00:00 GMT', 3600"
    })
    void retryAfterIsBounded(String written, int seconds) {
        assertThat(Refusals.retryAfterSeconds(written, NOW)).isEqualTo(seconds);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "-5", "1.5", "soon", "7\r\nX: y"})
    void aRetryAfterThatIsNoneIsASecond(String written) {
        assertThat(Refusals.retryAfterSeconds(written, NOW)).isEqualTo(1);
    }

    @Test
    void noRetryAfterIsASecond() {
        assertThat(Refusals.retryAfterSeconds(null, NOW)).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(ints = {429, 503, 529})
    void theUpstreamsIsPassedOn(int status) throws Exception {
        table.on(() -> {
            table.open(table.openAi(), "{\"prompt\":\"Hi\"}");
            table.upstream.head(status, Map.of("retry-after", "17")).ends();
            assertThat(table.heard.failure.status()).isEqualTo(503);
            assertThat(table.heard.failure.retryAfterSeconds()).isEqualTo(17);
        });
    }

    @Test
    void anotherStatusHasNone() throws Exception {
        table.on(() -> {
            table.open(table.openAi(), "{\"prompt\":\"Hi\"}");
            table.upstream.head(400, Map.of("retry-after", "17")).ends();
            assertThat(table.heard.failure.retryAfterSeconds()).isZero();
        });
    }
}
