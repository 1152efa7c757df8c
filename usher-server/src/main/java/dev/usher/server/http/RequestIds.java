package dev.usher.server.http;

import java.security.SecureRandom;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Ids that tie the lines of one request together in all logs: 13 characters of base 32 (a–z, 2–7), a random 64-bit
 * start plus a counter. So they are unique in a process and, to all intents, among processes; neighbours differ at the
 * end, where the eye looks. They are no secret. Any thread.
 */
public final class RequestIds {
    private static final String ALPHABET = "abcdefghijklmnopqrstuvwxyz234567";
    private static final int CHARACTERS = 13;

    private final AtomicLong next;

    /** Starts at random. */
    public RequestIds() {
        this(new SecureRandom().nextLong());
    }

    /** Starts at that number. */
    RequestIds(long first) {
        this.next = new AtomicLong(first);
    }

    /** The next id. */
    public String next() {
        long id = next.getAndIncrement();
        char[] text = new char[CHARACTERS];
        for (int i = CHARACTERS - 1; i >= 0; i--) {
            text[i] = ALPHABET.charAt((int) (id & 31));
            id >>>= 5;
        }
        return new String(text);
    }
}
