package dev.usher.server.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The one way into a head that is written: ATTACKS A12 and B1, "the encoder validates always". */
class HeadersTest {
    static IntStream controls() {
        return RequestBytesTest.controls();
    }

    @ParameterizedTest(name = "control character {0}")
    @MethodSource("controls")
    @DisplayName("B1: no control character gets into a value")
    void controlCharacterInAValueIsRefused(int control) {
        Headers headers = new Headers();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> headers.add("X-A", "a" + (char) control + "b"))
                .withMessageContaining("X-A");
        assertThatIllegalArgumentException().isThrownBy(() -> headers.set("X-A", "" + (char) control));
        assertThat(headers.size()).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "a b", "a:", "a\r\nb", "\u00e9", "a(", "a\0", "\u0131"})
    void nameThatIsNoTokenIsRefused(String name) {
        assertThatIllegalArgumentException().isThrownBy(() -> new Headers().add(name, "v"));
    }

    @Test
    void whatIsNotIso88591IsRefusedAndNotReplaced() {
        assertThatIllegalArgumentException().isThrownBy(() -> new Headers().add("X", "\u20ac"));
        assertThatIllegalArgumentException().isThrownBy(() -> new Headers().add("X", "\u010d\u010a"));
    }

    @Test
    void namesAreFoundInAnyCaseOfAsciiLettersOnly() {
        Headers headers = new Headers().add("Content-Type", "a").add("KEY", "k");
        assertThat(headers.first("content-TYPE")).isEqualTo("a");
        assertThat(headers.contains("\u212aEY")).as("the Kelvin sign is no K").isFalse();
        assertThat(headers.first("missing")).isNull();
    }

    @Test
    void setReplacesAllAtTheFirstOnesPlace() {
        Headers headers =
                new Headers().add("A", "1").add("B", "2").add("a", "3").add("C", "4");
        headers.set("A", "5");
        assertThat(headers)
                .containsExactly(new Headers.Field("A", "5"), new Headers.Field("B", "2"), new Headers.Field("C", "4"));
        assertThat(headers.set("D", "6").size()).isEqualTo(4);
        assertThat(headers.remove("b")).isTrue();
        assertThat(headers.remove("b")).isFalse();
    }

    @Test
    void copyIsIndependent() {
        Headers headers = new Headers().add("A", "1");
        Headers copy = headers.copy();
        copy.clear();
        assertThat(headers.size()).isEqualTo(1);
    }

    @Test
    void listElementsAreTrimmedOverAllFields() {
        Headers headers = new Headers().add("Connection", " a,,\tB ").add("connection", "c");
        assertThat(headers.elements("Connection")).containsExactly("a", "B", "c");
        assertThat(headers.hasElement("Connection", "b")).isTrue();
        assertThat(headers.hasElement("Connection", "d")).isFalse();
    }

    @Test
    void bytesSurviveTheWayOut() {
        ByteBuf out = Unpooled.buffer();
        new Headers().add("X-A", "caf\u00c3\u00a9\t!").add("B", "").writeTo(out);
        assertThat(out.toString(StandardCharsets.UTF_8)).isEqualTo("X-A: caf\u00e9\t!\r\nB: \r\n");
    }

    @Test
    @DisplayName("valuesStayOutOfLogs")
    void toStringShowsNamesOnly() {
        assertThat(new Headers().add("Authorization", "secret")).hasToString("[Authorization]");
    }
}
