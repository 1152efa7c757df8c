package dev.usher.cli.e2e;

import java.util.Locale;

/**
 * An HTTP answer that was read to the end of its connection.
 *
 * @param status of its first line, 0 where nothing came
 * @param head status line and headers, with the empty line
 * @param body all behind it
 */
record Answer(int status, String head, String body) {

    static Answer of(String text) {
        int end = text.indexOf("\r\n\r\n");
        if (!text.startsWith("HTTP/1.1 ") || end < 0) {
            return new Answer(0, "", text);
        }
        return new Answer(Integer.parseInt(text.substring(9, 12)), text.substring(0, end + 4), text.substring(end + 4));
    }

    /** A header's value; empty where it is missing. */
    String header(String name) {
        String start = name.toLowerCase(Locale.ROOT) + ": ";
        return head.lines()
                .filter(line -> line.toLowerCase(Locale.ROOT).startsWith(start))
                .map(line -> line.substring(start.length()))
                .findFirst()
                .orElse("");
    }

    /** Whether it is the mock's stream, from its first event to its last. */
    boolean isWholeStream() {
        return status == 200
                && head.contains("Content-Type: text/event-stream")
                && body.split("\n\n", -1).length == 20
                && body.startsWith("data: You said: ")
                && body.endsWith("event: done\ndata: [DONE]\n\n");
    }
}
