package dev.usher.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayList;
import java.util.List;

/** What a good seat answers, to be spoilt by tests. */
final class Answers {
    static final String HEAD = "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream; charset=utf-8\r\n\r\n";

    private Answers() {}

    /** The ticket that this data was made of. */
    static Ticket ticket(String json) {
        int at = json.indexOf(Ticket.PROMPT) + Ticket.PROMPT.length();
        return new Ticket(Integer.parseInt(json.substring(at, at + 8)));
    }

    /** Each event of a whole stream, with the empty line behind it. */
    static List<String> events(StreamFormat format, Ticket ticket) {
        MockScript script = new MockScript(format);
        List<String> events = new ArrayList<>();
        for (int i = 0; i < script.events(); i++) {
            events.add(new String(script.event(i, ticket), UTF_8) + "\n\n");
        }
        return events;
    }

    static byte[] whole(String json) {
        return bytes(events(StreamFormat.TEXT, ticket(json)));
    }

    static byte[] bytes(List<String> events) {
        return (HEAD + String.join("", events)).getBytes(UTF_8);
    }
}
