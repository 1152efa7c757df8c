package dev.usher.server.content.files;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** RFC 9110 §14.2 and ATTACKS C3, over a file of 100 bytes. */
class RangeRequestTest {
    private static RangeRequest parse(String value) {
        return RangeRequest.parse(value, 100);
    }

    private static RangeRequest.Parts parts(long... firstsAndLasts) {
        return new RangeRequest.Parts(IntStream.range(0, firstsAndLasts.length / 2)
                .mapToObj(i -> new ByteRange(firstsAndLasts[2 * i], firstsAndLasts[2 * i + 1]))
                .toList());
    }

    @ParameterizedTest
    @CsvSource({
        "bytes=0-9, 0, 9",
        "bytes=90-, 90, 99",
        "bytes=-10, 90, 99",
        "bytes=-1000, 0, 99",
        "bytes=50-1000, 50, 99",
        "bytes=0-99999999999999999999999, 0, 99",
        "BYTES=0-0, 0, 0"
    })
    void onePart(String value, long first, long last) {
        assertThat(parse(value)).isEqualTo(parts(first, last));
    }

    @Test
    void partsThatDoNotTouchKeepTheClientsOrder() {
        assertThat(parse("bytes=50-59, 0-9 ,\t-5")).isEqualTo(parts(50, 59, 0, 9, 95, 99));
    }

    @Test
    void partsThatOverlapOrTouchAreJoined() {
        assertThat(parse("bytes=20-29,0-9,10-12,25-40")).isEqualTo(parts(0, 12, 20, 40));
    }

    @ParameterizedTest
    @ValueSource(strings = {"bytes=100-", "bytes=-0", "bytes=500-600,700-800"})
    void nothingInsideIsUnsatisfiable(String value) {
        assertThat(parse(value)).isInstanceOf(RangeRequest.Unsatisfiable.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "bytes=",
                "bytes=,",
                "bytes=a-b",
                "bytes=5",
                "bytes=9-5",
                "bytes=+1-5",
                "bytes=1-5x",
                "bytes=--5",
                "items=0-5",
                "bytes 0-5",
                "bytes=0-1,x"
            })
    void whatIsMalformedIsIgnored(String value) {
        assertThat(parse(value)).isInstanceOf(RangeRequest.Whole.class);
    }

    @Test
    void anEmptyFileHasNoSatisfiableRange() {
        assertThat(RangeRequest.parse("bytes=0-", 0)).isInstanceOf(RangeRequest.Unsatisfiable.class);
        assertThat(RangeRequest.parse("bytes=-1", 0)).isInstanceOf(RangeRequest.Unsatisfiable.class);
    }

    @Test
    void twentyPartsAreSentAndTwentyOneAreNot() {
        assertThat(parse(pieces(20)))
                .isInstanceOfSatisfying(
                        RangeRequest.Parts.class, p -> assertThat(p.ranges()).hasSize(20));
        assertThat(parse(pieces(21))).isInstanceOf(RangeRequest.Whole.class);
    }

    @Test
    void hundredsOfOverlappingPiecesAreTheWholeFileOnce() {
        assertThat(parse("bytes=" + "0-,".repeat(1300) + "0-")).isInstanceOf(RangeRequest.Whole.class);
        assertThat(parse("bytes=0-,0-,0-")).isInstanceOf(RangeRequest.Whole.class);
    }

    private static String pieces(int count) {
        return "bytes="
                + IntStream.range(0, count)
                        .mapToObj(i -> i * 4 + "-" + (i * 4 + 1))
                        .collect(Collectors.joining(","));
    }

    @Test
    void entityTagsOfAListMayHoldCommasAndBeWeak() {
        assertThat(EntityTag.list("\"a,b\" , W/\"c\",junk,\"d\""))
                .isEqualTo(List.of(new EntityTag(false, "a,b"), new EntityTag(true, "c"), new EntityTag(false, "d")));
    }

    @Test
    void anEntityTagThatIsNotClosedIsNone() {
        assertThat(EntityTag.list("\"abc")).isEmpty();
    }
}
