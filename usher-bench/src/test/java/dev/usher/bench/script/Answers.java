package dev.usher.bench.script;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayList;
import java.util.List;

/** What a good seat answers, to be spoilt by tests. */
public final class Answers {
    /** Its head. */
    public static final String HEAD = "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream; charset=utf-8\r\n\r\n";

    private Answers() {}

    /** The ticket that this data was made of. */
    public static Ticket ticket(String json) {
        int at = json.indexOf(Ticket.PROMPT) + Ticket.PROMPT.length();
        return new Ticket(Integer.parseInt(json.substring(at, at + 8)));
    }

    /** Each event of a whole stream, with the empty line behind it. */
    public static List<String> events(StreamFormat format, Ticket ticket) {
        MockScript script = new MockScript(format);
        List<String> events = new ArrayList<>();
        for (int i = 0; i < script.events(); i++) {
            events.add(new String(script.event(i, ticket), UTF_8) + "\n\n");
        }
        return events;
    }

    /** The whole answer, as text, to what this data asks. */
    public static byte[] whole(String json) {
        return bytes(events(StreamFormat.TEXT, ticket(json)));
    }

    /** Head and events. */
    public static byte[] bytes(List<String> events) {
        return (HEAD + String.join("", events)).getBytes(UTF_8);
    }
}
