package dev.usher.bench.judge;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.usher.bench.script.Answers;
import dev.usher.bench.script.MockScript;
import dev.usher.bench.script.StreamFormat;
import dev.usher.bench.script.Ticket;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Each way in which a daemon can be wrong has its verdict, however its bytes are cut. */
class JudgeTest {
    private static final Ticket OWN = new Ticket(17);
    private static final Ticket OTHER = new Ticket(18);

    private static Verdict judged(String answer, int pieceBytes) {
        return judged(StreamFormat.TEXT, answer, pieceBytes);
    }

    private static Verdict judged(StreamFormat format, String answer, int pieceBytes) {
        Judge judge = new Judge(new MockScript(format), OWN);
        byte[] all = answer.getBytes(UTF_8);
        for (int at = 0; at < all.length && judge.verdict() == null; at += pieceBytes) {
            byte[] piece = java.util.Arrays.copyOfRange(all, at, Math.min(all.length, at + pieceBytes));
            judge.take(piece, piece.length);
        }
        return judge.atEnd();
    }

    private static List<String> good() {
        return new ArrayList<>(Answers.events(StreamFormat.TEXT, OWN));
    }

    private static String answer(List<String> events) {
        return Answers.HEAD + String.join("", events);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 7, 64, 100_000})
    void wholeStreamIsCompleteHoweverItIsCut(int pieceBytes) {
        assertThat(judged(answer(good()), pieceBytes)).isEqualTo(Verdict.COMPLETE);
    }

    @Test
    void wholeJsonStreamIsComplete() {
        String answer = answer(Answers.events(StreamFormat.JSON, OWN));
        assertThat(judged(StreamFormat.JSON, answer, 5)).isEqualTo(Verdict.COMPLETE);
    }

    private static List<String> chunks(Ticket ticket) {
        List<String> events = new ArrayList<>();
        events.add("data: {\"id\":\"x-1\",\"choices\":[{\"delta\":{\"role\":\"assistant\",\"content\":\"\"}}]}\n\n");
        for (String event : Answers.events(StreamFormat.OPENAI, ticket)) {
            events.add(
                    event.startsWith("data:")
                            ? event
                            : "data: {\"id\":\"x-1\",\"choices\":[{\"delta\":{" + event.strip() + "}}]}\n\n");
        }
        events.add(
                events.size() - 1,
                "data: {\"id\":\"x-1\",\"choices\":[{\"delta\":{},\"finish_reason\":\"stop\"}]}\n\n");
        return events;
    }

    @Test
    void chunksOfTheApiAreCompleteWithThoseThatSayNothing() {
        assertThat(judged(StreamFormat.OPENAI, answer(chunks(OWN)), 9)).isEqualTo(Verdict.COMPLETE);
    }

    @Test
    void chunkWithoutItsTokenIsFoundOut() {
        List<String> chunks = chunks(OWN);
        chunks.remove(5);
        assertThat(judged(StreamFormat.OPENAI, answer(chunks), 9)).isEqualTo(Verdict.DAMAGED);
    }

    @Test
    void chunksOfAnotherTicketAreFoundOut() {
        assertThat(judged(StreamFormat.OPENAI, answer(chunks(OTHER)), 9)).isEqualTo(Verdict.ANOTHERS_DATA);
    }

    @ParameterizedTest
    @EnumSource(
            value = StreamFormat.class,
            names = {"TEXT", "JSON"})
    void anothersStreamIsFoundOut(StreamFormat format) {
        String answer = answer(Answers.events(format, OTHER));
        assertThat(judged(format, answer, 11)).isEqualTo(Verdict.ANOTHERS_DATA);
    }

    @Test
    void oneEventOfAnotherIsFoundOut() {
        List<String> events = good();
        events.set(1, Answers.events(StreamFormat.TEXT, OTHER).get(1));
        assertThat(judged(answer(events), 100_000)).isEqualTo(Verdict.ANOTHERS_DATA);
    }

    @Test
    void anothersEventBehindTheLastIsFoundOut() {
        List<String> events = good();
        events.add(Answers.events(StreamFormat.TEXT, OTHER).getFirst());
        assertThat(judged(answer(events), 100_000)).isEqualTo(Verdict.ANOTHERS_DATA);
    }

    @Test
    void eventTwiceIsDamage() {
        List<String> events = good();
        events.add(4, events.get(4));
        assertThat(judged(answer(events), 13)).isEqualTo(Verdict.DAMAGED);
    }

    @Test
    void eventsOutOfOrderAreDamage() {
        List<String> events = good();
        events.add(7, events.remove(4));
        assertThat(judged(answer(events), 13)).isEqualTo(Verdict.DAMAGED);
    }

    @Test
    void eventLeftOutIsDamage() {
        List<String> events = good();
        events.remove(9);
        assertThat(judged(answer(events), 13)).isEqualTo(Verdict.DAMAGED);
    }

    @Test
    void oneByteAlteredIsDamage() {
        String answer = answer(good()).replace("whispers", "whisperz");
        assertThat(judged(answer, 13)).isEqualTo(Verdict.DAMAGED);
    }

    @Test
    void blankLostIsDamage() {
        String answer = answer(good()).replace("data:  the curtain", "data: the curtain");
        assertThat(judged(answer, 13)).isEqualTo(Verdict.DAMAGED);
    }

    @ParameterizedTest
    @ValueSource(strings = {"x", "\n", "data: more\n\n"})
    void bytesBehindTheLastEventAreDamage(String more) {
        assertThat(judged(answer(good()) + more, 100_000)).isEqualTo(Verdict.DAMAGED);
    }

    @Test
    void everyCutIsTruncation() {
        String whole = answer(good());
        for (int length = 0; length < whole.length(); length += 19) {
            assertThat(judged(whole.substring(0, length), 100_000))
                    .as("cut at %d", length)
                    .isEqualTo(Verdict.TRUNCATED);
        }
    }

    @Test
    void lastNewlineMissingIsTruncation() {
        String whole = answer(good());
        assertThat(judged(whole.substring(0, whole.length() - 1), 100_000)).isEqualTo(Verdict.TRUNCATED);
    }

    @Test
    void errorEventIsTruncation() {
        List<String> events = good().subList(0, 5);
        events.add("event: error\ndata: {}\n\n");
        assertThat(judged(answer(events), 13)).isEqualTo(Verdict.TRUNCATED);
    }

    @Test
    void heartbeatsArePassedOver() {
        List<String> events = good();
        events.add(3, ":\n\n");
        events.addFirst(": hello\n\n");
        assertThat(judged(answer(events), 4)).isEqualTo(Verdict.COMPLETE);
    }

    @Test
    void refusalHasItsStatus() {
        Judge judge = new Judge(new MockScript(StreamFormat.TEXT), OWN);
        byte[] answer = "HTTP/1.1 503 Service Unavailable\r\nRetry-After: 1\r\n\r\nbusy".getBytes(UTF_8);
        judge.take(answer, answer.length);
        assertThat(judge.verdict()).isEqualTo(Verdict.REFUSED);
        assertThat(judge.status()).isEqualTo(503);
    }

    @Test
    void whatIsNoHttpIsDamage() {
        assertThat(judged("SSH-2.0-x\r\n\r\n", 100_000)).isEqualTo(Verdict.DAMAGED);
    }

    @Test
    void answerToTheWrongFormatIsDamage() {
        assertThat(judged(StreamFormat.JSON, answer(good()), 100_000)).isEqualTo(Verdict.DAMAGED);
    }
}
