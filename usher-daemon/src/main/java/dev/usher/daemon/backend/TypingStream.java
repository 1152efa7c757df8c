package dev.usher.daemon.backend;

import dev.usher.loop.Loop;
import dev.usher.loop.Timer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One text being typed: its place in the text and one timer.
 *
 * <pre>
 *   TYPING ── last character ──► ENDED
 *    │   ▲ └── cancel() ───────► ENDED
 *  pause() │
 *    ▼  resume()
 *   PAUSED
 * </pre>
 *
 * <p>A character is what a reader takes for one (an extended grapheme cluster, Unicode Standard Annex 29): an accent
 * stays on its letter, a family of emoji together.
 */
final class TypingStream implements Upstream, Timer.Expiry {
    private static final Pattern CHARACTER = Pattern.compile("\\X");

    /** Without pauses, so many in one turn of the loop; then others have theirs. */
    private static final int CHARACTERS_A_TURN = 256;

    private final Loop loop;
    private final TokenSink sink;
    private final int pacePercent;
    private final Matcher characters;
    private final int length;
    private int at;
    private final Timer timer = new Timer(this);
    private boolean paused;
    private boolean ended;

    TypingStream(Loop loop, TokenSink sink, int pacePercent, String text) {
        this.loop = loop;
        this.sink = sink;
        this.pacePercent = pacePercent;
        this.characters = CHARACTER.matcher(text);
        this.length = text.length();
    }

    void begin() {
        type();
    }

    @Override
    public void expired() {
        if (!paused) {
            type();
        }
    }

    /** Types what is due, then waits, or ends. A pause or a cancel may come from within the sink. */
    private void type() {
        long delayMillis = 0;
        for (int typed = 0; delayMillis == 0 && typed < CHARACTERS_A_TURN && !isOver() && !paused && !ended; typed++) {
            delayMillis = typeOne();
        }
        if (ended || paused) {
            return;
        }
        if (isOver()) {
            ended = true;
            sink.done(Finish.STOP);
        } else {
            loop.wheel().set(timer, delayMillis);
        }
    }

    private long typeOne() {
        at = characters.find() ? characters.end() : length;
        String character = characters.group();
        byte[] utf8 = Utf8Text.of(character);
        sink.token(utf8, 0, utf8.length);
        return (long) delayMillisAfter(character) * pacePercent / 100;
    }

    private boolean isOver() {
        return at == length;
    }

    /** The reference's pauses: a typist thinks at the end of a sentence. */
    private static int delayMillisAfter(String character) {
        return switch (character.charAt(character.length() - 1)) {
            case '\n' -> 100;
            case '.', '!', '?' -> 150;
            case ',', ':' -> 80;
            case ' ' -> 30;
            default -> 25;
        };
    }

    @Override
    public void pause() {
        paused = true;
    }

    @Override
    public void resume() {
        if (paused && !ended) {
            paused = false;
            if (!timer.isSet()) {
                type();
            }
        }
    }

    @Override
    public void cancel(Departure why) {
        ended = true;
        loop.wheel().clear(timer);
    }
}
