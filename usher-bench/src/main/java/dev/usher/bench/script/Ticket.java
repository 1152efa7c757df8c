package dev.usher.bench.script;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.util.Locale;

/**
 * Who one connection is: its prompt and its user, which no other connection of the run has. All are of the same length,
 * so that all streams have the same number of bytes.
 *
 * @param number 0 to 99,999,999
 */
public record Ticket(int number) {
    /** What each prompt begins with; eight digits follow. */
    static final String PROMPT = "bench-";
    /** What each user begins with; eight digits follow. */
    private static final String USER = "guest-";

    private static final int DIGITS = 8;

    /** The user of the ticket that has this prompt; of a prompt of no ticket the prompt itself. */
    public static String userOf(String prompt) {
        return prompt.startsWith(PROMPT) ? USER + prompt.substring(PROMPT.length()) : prompt;
    }

    /** Its prompt, in ASCII. A new array. */
    public byte[] prompt() {
        return (PROMPT + digits()).getBytes(US_ASCII);
    }

    /** Its user, in ASCII. A new array. */
    public byte[] user() {
        return (USER + digits()).getBytes(US_ASCII);
    }

    /** What goes with the handoff, in ASCII. A new array. */
    public byte[] json() {
        return ("{\"user_id\":\"" + USER + digits() + "\",\"prompt\":\"" + PROMPT + digits() + "\"}")
                .getBytes(US_ASCII);
    }

    private String digits() {
        return String.format(Locale.ROOT, "%0" + DIGITS + "d", number);
    }

    /** Whether the text names a ticket that is not this one. */
    public boolean isAnothers(byte[] text, int from, int to) {
        return namesAnother(text, from, to, prompt(), PROMPT.length())
                || namesAnother(text, from, to, user(), USER.length());
    }

    private static boolean namesAnother(byte[] text, int from, int to, byte[] own, int prefix) {
        for (int at = from; at + own.length <= to; at++) {
            int same = 0;
            while (same < own.length && text[at + same] == own[same]) {
                same++;
            }
            if (same >= prefix && same < own.length && isNumber(text, at + prefix, at + own.length)) {
                return true;
            }
        }
        return false;
    }

    private static boolean isNumber(byte[] text, int from, int to) {
        for (int at = from; at < to; at++) {
            if (text[at] < '0' || text[at] > '9') {
                return false;
            }
        }
        return true;
    }
}
