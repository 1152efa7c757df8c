package dev.usher.bench.script;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.List;

/**
 * What a seat's mock backend is to say to a ticket, event by event. Written down here a second time on purpose: a load
 * generator that asked the daemon what to expect would find no daemon wrong.
 */
public final class MockScript {
    private static final List<String> REST = List.of(
            " Please take your seat.",
            " The house lights go down,",
            " the curtain rises,",
            " and somebody whispers",
            " that nothing here was written by a model.",
            " This is the mock backend:",
            " it speaks in small pieces,",
            " one event each,",
            " at a steady pace,",
            " so that you can watch a stream",
            " without paying for one.",
            " Blanks at the start of a piece survive,",
            " and so do accents: café, naïve, 東京, 🎭.",
            " Your worker was free",
            " before this sentence began.",
            " Thank you for coming.");

    /** Those that name the ticket: the first two. */
    private static final int NAMING = 2;

    /** The {@code index}-th token's text, from 0, for a client of these names. */
    public static String text(int index, String prompt, String user) {
        return switch (index) {
            case 0 -> "You said: " + prompt + ".";
            case 1 -> " Welcome, " + user + ".";
            default -> REST.get(index - NAMING);
        };
    }

    /** Events of a whole stream that carry a token. */
    public static final int TOKENS = NAMING + REST.size();

    private final StreamFormat format;
    private final List<byte[]> rest;
    private final byte[] last;

    /** As a seat with this EventFormat says it. */
    public MockScript(StreamFormat format) {
        this.format = format;
        this.rest =
                REST.stream().map(text -> format.event(text.getBytes(UTF_8))).toList();
        this.last = format.last();
    }

    /** Which event format it is in. */
    public StreamFormat format() {
        return format;
    }

    /** All events of a whole stream. */
    public int events() {
        return TOKENS + 1;
    }

    /** The {@code index}-th event, from 0, as {@link StreamFormat#event} has it. */
    public byte[] event(int index, Ticket ticket) {
        if (index < NAMING) {
            String text = text(index, new String(ticket.prompt(), UTF_8), new String(ticket.user(), UTF_8));
            return format.event(text.getBytes(UTF_8));
        }
        return index < TOKENS ? rest.get(index - NAMING) : last;
    }
}
