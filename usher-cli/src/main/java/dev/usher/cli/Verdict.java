package dev.usher.cli;

import java.nio.charset.StandardCharsets;

/**
 * What a client's bytes come to.
 *
 * @param complete whether it was an answer of success that reached its end
 * @param sentence for people
 */
record Verdict(boolean complete, String sentence) {

    /**
     * Judges what arrived until the daemon closed.
     *
     * @param millis from the handoff to the end
     * @param firstByteMillis from the handoff to the first byte
     */
    static Verdict of(byte[] answer, long millis, long firstByteMillis) {
        String text = new String(answer, StandardCharsets.ISO_8859_1);
        if (answer.length == 0) {
            return new Verdict(false, "the daemon closed without a byte after " + millis + " ms");
        }
        int end = text.indexOf("\r\n\r\n");
        if (!text.startsWith("HTTP/1.") || end < 0) {
            return new Verdict(false, "what came is no HTTP response (" + answer.length + " bytes)");
        }
        String statusLine = text.substring(0, text.indexOf("\r\n"));
        String body = text.substring(end + 4);
        if (!statusLine.matches("HTTP/1\\.[01] 2.*")) {
            return new Verdict(false, "refused: " + statusLine.substring(statusLine.indexOf(' ') + 1));
        }
        long events = body.lines().filter(line -> line.startsWith("data:")).count();
        String times = millis + " ms, first byte after " + firstByteMillis + " ms";
        String measure = events + " data lines, " + body.length() + " bytes, " + times;
        if (!isEventStream(text.substring(0, end))) {
            return new Verdict(true, "complete: " + statusLine + ", " + body.length() + " bytes, " + times);
        }
        if (body.lines().anyMatch("event: error"::equals)) {
            return new Verdict(false, "cut: the stream ended with an error event; " + measure);
        }
        boolean done = body.endsWith("data: [DONE]\n\n");
        return new Verdict(done, (done ? "complete: " : "cut: no [DONE] at the end; ") + measure);
    }

    private static boolean isEventStream(String head) {
        return head.lines()
                .anyMatch(
                        line -> line.toLowerCase(java.util.Locale.ROOT).startsWith("content-type: text/event-stream"));
    }
}
