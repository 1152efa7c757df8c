package dev.usher.daemon.model;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.usher.daemon.model.EventStreamParser.Outcome;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The WHATWG HTML standard, section 9.2.6: each rule, at every place where a read may end. */
class EventStreamParserTest {
    private static final int LIMIT = EventStreamParser.EVENT_BYTES_MAX;

    /** Notes what it hears; wants no more after so many events. */
    private static final class Heard implements EventStreamParser.Sink {
        final List<String> events = new ArrayList<>();
        int comments;
        int pauseAfter = Integer.MAX_VALUE;

        @Override
        public boolean event(String name, byte[] data, int from, int to) {
            events.add(name + "=" + new String(data, from, to - from, UTF_8));
            return events.size() < pauseAfter;
        }

        @Override
        public boolean comment() {
            comments++;
            return true;
        }
    }

    private static Heard read(byte[] stream, int... cuts) {
        Heard heard = new Heard();
        EventStreamParser parser = new EventStreamParser();
        int from = 0;
        for (int i = 0; i <= cuts.length; i++) {
            int to = i < cuts.length ? cuts[i] : stream.length;
            ByteBuf in = Unpooled.wrappedBuffer(stream, from, to - from);
            assertThat(parser.parse(in, Bench.ofThisLoop(), heard)).isEqualTo(Outcome.READ);
            assertThat(in.isReadable()).isFalse();
            from = to;
        }
        return heard;
    }

    /** Reads it whole, cut at each place, and byte by byte. */
    private static void expect(String stream, String... events) {
        byte[] bytes = stream.getBytes(UTF_8);
        assertThat(read(bytes).events).containsExactly(events);
        int[] everywhere = new int[Math.max(0, bytes.length - 1)];
        for (int cut = 1; cut < bytes.length; cut++) {
            everywhere[cut - 1] = cut;
            assertThat(read(bytes, cut).events).as("cut at %d", cut).containsExactly(events);
        }
        assertThat(read(bytes, everywhere).events).as("byte by byte").containsExactly(events);
    }

    @Test
    void aLineOfDataAndAnEmptyOneAreAnEvent() {
        expect("data: Hello\n\n", "message=Hello");
    }

    @ParameterizedTest
    @ValueSource(strings = {"\n", "\r", "\r\n"})
    void linesEndWithLfCrOrBoth(String end) {
        expect("data: a" + end + end + "event: e" + end + "data: b" + end + end, "message=a", "e=b");
    }

    @Test
    void lineEndsMayBeMixed() {
        expect("data: a\r\rdata: b\n\r\ndata: c\r\n\rdata: d\n\n", "message=a", "message=b", "message=c", "message=d");
    }

    @Test
    void anEventThatEndsWithCrIsHeardBeforeTheNextByte() {
        assertThat(read("data: a\r\r".getBytes(UTF_8)).events).containsExactly("message=a");
    }

    @Test
    void aByteOrderMarkInFrontIsDropped() {
        expect("\uFEFFdata: a\n\n", "message=a");
    }

    @Test
    void aByteOrderMarkBeforeAnEmptyLineIsDroppedToo() {
        expect("\uFEFF\ndata: a\n\n", "message=a");
    }

    @Test
    void aSecondByteOrderMarkIsPartOfTheName() {
        expect("\uFEFF\uFEFFdata: a\ndata: b\n\n", "message=b");
    }

    @Test
    void aByteOrderMarkInTheMiddleStays() {
        expect("data: a\n\n\uFEFFdata: b\n\ndata: \uFEFFc\n\n", "message=a", "message=\uFEFFc");
    }

    @Test
    void severalLinesOfDataAreJoinedByLf() {
        expect("data: a\ndata: b\ndata:\ndata: c\n\n", "message=a\nb\n\nc");
    }

    @Test
    void otherFieldsMayStandBetweenLinesOfData() {
        expect("data: a\nid: 7\n: comment\nretry: 5\ndata: b\nunknown: x\n\n", "message=a\nb");
    }

    @Test
    void theBlankBehindTheColonMayBeLeftOut() {
        expect("data:a\ndata: b\ndata:  c\n\n", "message=a\nb\n c");
    }

    @Test
    void aFieldWithoutAColonHasAnEmptyValue() {
        expect("data\n\ndata\ndata\n\ndata:\n\n", "message=", "message=\n", "message=");
    }

    @Test
    void namesThatOnlyBeginLikeAFieldAreUnknown() {
        expect("dat: a\ndatas: b\nDATA: c\n data: d\ndata : e\n\ndata: x\n\n", "message=x");
    }

    @Test
    void aNameBelongsToItsEventOnly() {
        expect("event: a\ndata: 1\n\ndata: 2\n\n", "a=1", "message=2");
    }

    @Test
    void theLastNameCounts() {
        expect("event: a\nevent: b\ndata: 1\n\nevent: c\nevent:\ndata: 2\n\n", "b=1", "message=2");
    }

    @Test
    void anEventWithoutDataIsNoneAndItsNameIsForgotten() {
        expect("event: a\n\ndata: 1\n\n", "message=1");
    }

    @Test
    void emptyLinesAreNoEvents() {
        expect("\n\n\r\n\rdata: a\n\n\n\n", "message=a");
    }

    @Test
    void commentsAreSignsOfLife() {
        Heard heard = read(": one\n:\n:two\ndata: a\n\n".getBytes(UTF_8));
        assertThat(heard.comments).isEqualTo(3);
        assertThat(heard.events).containsExactly("message=a");
    }

    @ParameterizedTest
    @ValueSource(strings = {"data: a", "data: a\n", "data: a\nevent: x\n", "event: x\n", ":", "\uFEFF"})
    void anEventThatTheEndCutsShortIsDropped(String rest) {
        expect("data: whole\n\n" + rest, "message=whole");
    }

    @Test
    void textOfAnyLanguageMaySplitAnywhere() {
        expect("event: é東\ndata: {\"x\":\"é東京🎭\"}\n\n", "é東={\"x\":\"é東京🎭\"}");
    }

    @Test
    void nulIsAByteLikeAnother() {
        expect("data: a\u0000b\n\n", "message=a\u0000b");
    }

    @Test
    void aSinkThatWantsNoMoreLeavesTheRestUnread() {
        EventStreamParser parser = new EventStreamParser();
        ByteBuf in = Unpooled.copiedBuffer("data: a\n\ndata: b\n\ndata: c", UTF_8);
        Heard heard = new Heard();
        heard.pauseAfter = 1;
        assertThat(parser.parse(in, Bench.ofThisLoop(), heard)).isEqualTo(Outcome.STOPPED);
        assertThat(in.toString(UTF_8)).isEqualTo("data: b\n\ndata: c");
        heard.pauseAfter = 9;
        assertThat(parser.parse(in, Bench.ofThisLoop(), heard)).isEqualTo(Outcome.READ);
        assertThat(parser.parse(Unpooled.copiedBuffer("d\n\n", UTF_8), Bench.ofThisLoop(), heard))
                .isEqualTo(Outcome.READ);
        assertThat(heard.events).containsExactly("message=a", "message=b", "message=cd");
    }

    @Test
    void twoStreamsOnOneLoopDoNotMix() {
        EventStreamParser one = new EventStreamParser();
        EventStreamParser two = new EventStreamParser();
        Heard heardOne = new Heard();
        Heard heardTwo = new Heard();
        one.parse(Unpooled.copiedBuffer("event: first\ndata: 1", UTF_8), Bench.ofThisLoop(), heardOne);
        two.parse(Unpooled.copiedBuffer("event: second\ndata: 2", UTF_8), Bench.ofThisLoop(), heardTwo);
        one.parse(Unpooled.copiedBuffer("1\n\n", UTF_8), Bench.ofThisLoop(), heardOne);
        two.parse(Unpooled.copiedBuffer("2\n\n", UTF_8), Bench.ofThisLoop(), heardTwo);
        assertThat(heardOne.events).containsExactly("first=11");
        assertThat(heardTwo.events).containsExactly("second=22");
    }

    private static Outcome feed(byte[] stream, int pieceBytes, EventStreamParser.Sink sink) {
        EventStreamParser parser = new EventStreamParser();
        for (int from = 0; from < stream.length; from += pieceBytes) {
            int count = Math.min(pieceBytes, stream.length - from);
            Outcome outcome = parser.parse(Unpooled.wrappedBuffer(stream, from, count), Bench.ofThisLoop(), sink);
            if (outcome != Outcome.READ) {
                return outcome;
            }
        }
        return Outcome.READ;
    }

    @ParameterizedTest
    @ValueSource(ints = {1400, 64 * 1024, 8 * 1024 * 1024})
    void dataOfFourMebibytesAreRead(int pieceBytes) {
        Heard heard = new Heard();
        byte[] stream = ("data: " + "x".repeat(LIMIT) + "\n\ndata: after\n\n").getBytes(UTF_8);
        assertThat(feed(stream, pieceBytes, heard)).isEqualTo(Outcome.READ);
        assertThat(heard.events.getFirst()).hasSize(LIMIT + "message=".length());
        assertThat(heard.events.getLast()).isEqualTo("message=after");
    }

    @ParameterizedTest
    @ValueSource(ints = {1400, 64 * 1024, 8 * 1024 * 1024})
    void aLongerLineIsRefusedWhetherItEndsOrNot(int pieceBytes) {
        byte[] line = ("data: " + "x".repeat(LIMIT + 1)).getBytes(UTF_8);
        assertThat(feed((new String(line, UTF_8) + "\n\n").getBytes(UTF_8), pieceBytes, new Heard()))
                .isEqualTo(Outcome.TOO_LONG);
        assertThat(feed((new String(line, UTF_8) + "x".repeat(70_000)).getBytes(UTF_8), pieceBytes, new Heard()))
                .isEqualTo(Outcome.TOO_LONG);
    }

    @Test
    void manyLinesOfDataHaveTheSameLimit() {
        String half = "data: " + "x".repeat(LIMIT / 2 - 1) + "\n";
        Heard heard = new Heard();
        assertThat(feed((half + half + "\n").getBytes(UTF_8), 16384, heard)).isEqualTo(Outcome.READ);
        assertThat(heard.events).hasSize(1);
        assertThat(feed((half + half + half).getBytes(UTF_8), 16384, new Heard()))
                .isEqualTo(Outcome.TOO_LONG);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void anyStreamReadsTheSameHoweverItIsCut(long seed) {
        Random random = new Random(seed);
        String[] parts = {"data", "event", ":", " ", "\n", "\r", "\r\n", "x", "é", "🎭", "id", "\uFEFF", "\n\n"};
        for (int round = 0; round < 300; round++) {
            StringBuilder text = new StringBuilder();
            for (int i = random.nextInt(60); i >= 0; i--) {
                text.append(parts[random.nextInt(parts.length)]);
            }
            byte[] bytes = text.toString().getBytes(UTF_8);
            int[] cuts =
                    random.ints(random.nextInt(8), 0, bytes.length + 1).sorted().toArray();
            assertThat(read(bytes, cuts).events)
                    .as("seed %d round %d", seed, round)
                    .isEqualTo(read(bytes).events);
        }
    }
}
