package dev.usher.daemon.backend;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** W3C Trace Context, sections 3.2 and 3.3. */
class TraceContextTest {
    private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
    private static final String PARENT = "00f067aa0ba902b7";
    private static final String GOOD = "00-" + TRACE + "-" + PARENT + "-01";

    private static TraceContext read(String parent) {
        TraceContext read = TraceContext.read(parent, null);
        assertThat(read).as(parent).isNotNull();
        return read;
    }

    @Test
    void ourRequestHasTheTracesIdAndASpanOfItsOwn() {
        TraceContext one = read(GOOD);
        assertThat(one.traceId()).isEqualTo(TRACE);
        assertThat(one.parentId()).isEqualTo(PARENT);
        assertThat(one.spanId()).matches("[0-9a-f]{16}").isNotEqualTo(PARENT).isNotEqualTo("0000000000000000");
        assertThat(one.traceparent()).isEqualTo("00-" + TRACE + "-" + one.spanId() + "-01");
        assertThat(read(GOOD).spanId()).isNotEqualTo(one.spanId());
    }

    @Test
    void theSampledFlagIsKeptAndOtherFlagsAreNot() {
        assertThat(read("00-" + TRACE + "-" + PARENT + "-00").traceparent()).endsWith("-00");
        assertThat(read("00-" + TRACE + "-" + PARENT + "-ff").traceparent()).endsWith("-01");
        assertThat(read("00-" + TRACE + "-" + PARENT + "-fe").traceparent()).endsWith("-00");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "00",
                "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7",
                "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-1",
                "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-011",
                "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01-",
                "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01-what-the-future-says",
                "00-4BF92F3577B34DA6A3CE929D0E0E4736-00f067aa0ba902b7-01",
                "00-4bf92f3577b34da6a3ce929d0e0e4736-00F067AA0BA902B7-01",
                "00-00000000000000000000000000000000-00f067aa0ba902b7-01",
                "00-4bf92f3577b34da6a3ce929d0e0e4736-0000000000000000-01",
                "00-4bf92f3577b34da6a3ce929d0e0e473-00f067aa0ba902b7-01",
                "00-4bf92f3577b34da6a3ce929d0e0e473g-00f067aa0ba902b7-01",
                "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-0x",
                "ff-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
                "0-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
                " 00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
                "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01\r\nX-Evil: 1",
                "00_4bf92f3577b34da6a3ce929d0e0e4736_00f067aa0ba902b7_01"
            })
    void whatIsNoTraceparentIsLeftOut(String parent) {
        assertThat(TraceContext.read(parent, "a=1")).isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"-01", "-01-", "-01-what-the-future-says"})
    void ofALaterVersionWhatWeKnowIsRead(String end) {
        assertThat(read("cc-" + TRACE + "-" + PARENT + end).traceparent()).startsWith("00-" + TRACE);
        assertThat(TraceContext.read("cc-" + TRACE + "-" + PARENT + "-01.x", null))
                .isNull();
    }

    private static String state(String state) {
        TraceContext read = TraceContext.read(GOOD, state);
        assertThat(read).isNotNull();
        return String.valueOf(read.state());
    }

    private static String members(int count) {
        return IntStream.range(0, count).mapToObj(i -> "k" + i + "=v").collect(Collectors.joining(","));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a=1",
                "rojo=00f067aa0ba902b7,congo=t61rcWkgMzE",
                "a=1 , b=2",
                "a=1,,b=2",
                "t0@sys=x y",
                "a*/_-=!"
            })
    void aTracestateIsPassedAsItCame(String state) {
        assertThat(state(state)).isEqualTo(state);
    }

    @Test
    void thirtyTwoMembersAre() {
        assertThat(state(members(32))).isEqualTo(members(32));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                ",",
                "a",
                "a=",
                "=1",
                "A=1",
                "a b=1",
                "a=1,a=2",
                "a=b=c",
                "a=\u00e4",
                "a=1\r\nX-Evil: 1",
                "a@b@c=1",
                "a@sysystemsystemsystem=1"
            })
    void whatIsNoTracestateIsLeftOutAndTheTraceKept(String state) {
        assertThat(state(state)).isEqualTo("null");
    }

    @Test
    void whatIsTooLongIsLeftOut() {
        assertThat(state(members(33))).isEqualTo("null");
        assertThat(state("a=" + "v".repeat(511))).isEqualTo("null");
        assertThat(state("a=" + "v".repeat(256) + ",b=" + "v".repeat(251)))
                .isEqualTo("a=" + "v".repeat(256) + ",b=" + "v".repeat(251));
        assertThat(state("a=" + "v".repeat(257))).isEqualTo("null");
    }
}
