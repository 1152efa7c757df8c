package dev.usher.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.Year;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** RFC 9110 §5.6.7. */
class HttpDateTest {
    private static final Instant EXAMPLE = Instant.parse("1994-11-06T08:49:37Z");

    @ParameterizedTest
    @ValueSource(
            strings = {"Sun, 06 Nov 1994 08:49:37 GMT", "Sunday, 06-Nov-94 08:49:37 GMT", "Sun Nov  6 08:49:37 1994"})
    void allThreeFormatsAreRead(String text) {
        assertThat(HttpDate.parse(text)).isEqualTo(EXAMPLE);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "x",
                "Sun, 06 Nov 1994 08:49:37",
                "Sun, 06 Nov 1994 08:49:37 CET",
                "Mon, 06 Nov 1994 08:49:37 GMT",
                "Sun, 6 Nov 1994 08:49:37 GMT",
                "Sun, 06 Nov 1994 25:49:37 GMT",
                "0",
                "784111777",
                "Sun, 06 Nov 1994 08:49:37 GMT; length=1"
            })
    void anythingElseIsNoDate(String text) {
        assertThat(HttpDate.parse(text)).isNull();
    }

    @Test
    void twoDigitYearIsNotMoreThanFiftyYearsAhead() {
        int thisYear = Year.now(ZoneOffset.UTC).getValue();
        for (int year = thisYear - 48; year <= thisYear + 50; year++) {
            Instant instant = Instant.parse(year + "-03-01T00:00:00Z");
            String weekday = instant.atOffset(ZoneOffset.UTC)
                    .getDayOfWeek()
                    .getDisplayName(java.time.format.TextStyle.FULL, java.util.Locale.US);
            assertThat(HttpDate.parse("%s, 01-Mar-%02d 00:00:00 GMT".formatted(weekday, year % 100)))
                    .isEqualTo(instant);
        }
    }

    @Test
    void oneFormatIsWritten() {
        assertThat(HttpDate.format(EXAMPLE.getEpochSecond())).isEqualTo("Sun, 06 Nov 1994 08:49:37 GMT");
        assertThat(HttpDate.format(EXAMPLE.getEpochSecond())).isSameAs(HttpDate.format(EXAMPLE.getEpochSecond()));
        assertThat(HttpDate.format(0)).isEqualTo("Thu, 01 Jan 1970 00:00:00 GMT");
    }
}
