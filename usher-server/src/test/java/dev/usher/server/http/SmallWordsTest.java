package dev.usher.server.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Errors, reason phrases, limits and request ids. */
class SmallWordsTest {
    @ParameterizedTest
    @ValueSource(ints = {400, 408, 413, 414, 431, 501, 505})
    void errorAfterWhichBytesCannotBeTrustedCloses(int status) {
        assertThat(HttpError.of(status, "r", "d").close()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(ints = {403, 404, 500, 502, 503, 504})
    void otherErrorKeepsTheConnectionUnlessTold(int status) {
        HttpError error = HttpError.of(status, "r", "d");
        assertThat(error.close()).isFalse();
        assertThat(error.closing().close()).isTrue();
        assertThat(error.getStackTrace()).isEmpty();
    }

    @Test
    void retryAfterIsKeptBesideTheRest() {
        HttpError error =
                HttpError.of(503, "Busy.", "pool full").retryAfterSeconds(5).closing();
        assertThat(error.retryAfterSeconds()).hasValue(5);
        assertThat(error.reason()).isEqualTo("Busy.");
        assertThat(error.detail()).isEqualTo("pool full");
        assertThat(HttpError.of(503, "r", "d").retryAfterSeconds()).isEmpty();
        assertThatIllegalArgumentException().isThrownBy(() -> error.retryAfterSeconds(-1));
    }

    @Test
    void errorStatusIsFrom400To599() {
        assertThatIllegalArgumentException().isThrownBy(() -> HttpError.of(200, "r", "d"));
        assertThatIllegalArgumentException().isThrownBy(() -> HttpError.of(600, "r", "d"));
    }

    @Test
    void phrasesOfTheRegistry() {
        assertThat(Reasons.of(200)).isEqualTo("OK");
        assertThat(Reasons.of(429)).isEqualTo("Too Many Requests");
        assertThat(Reasons.of(431)).isEqualTo("Request Header Fields Too Large");
        assertThat(Reasons.of(511)).isEqualTo("Network Authentication Required");
        assertThat(Reasons.of(599)).isEqualTo("Unknown");
    }

    @Test
    void limitsThatNoHeadCouldMeetAreRefused() {
        assertThatIllegalArgumentException().isThrownBy(() -> new HeadLimits(0, 1, 1, 1, 1));
        assertThatIllegalArgumentException().isThrownBy(() -> new HeadLimits(1, 1, -1, 1, 1));
    }

    @Test
    void requestIdsAreShortAndUniqueAcrossTheCountersEnd() {
        RequestIds ids = new RequestIds(-500);
        Set<String> seen = new HashSet<>();
        for (int i = 0; i < 1000; i++) {
            String id = ids.next();
            assertThat(id).matches("[a-z2-7]{13}");
            assertThat(seen.add(id)).isTrue();
        }
        assertThat(new RequestIds().next()).isNotEqualTo(new RequestIds().next());
    }
}
