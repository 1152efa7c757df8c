package dev.usher.cli.demo;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** The application's workers: how many are busy, and how long each request held one. */
interface Workers {
    /** How many the demo's application has, PHP or Java. */
    int TOTAL = 2;

    /**
     * How busy they are.
     *
     * @param busy 0 to {@link #TOTAL}
     * @param waiting requests that wait for one, as far as it is known
     */
    record Load(int busy, int waiting) {}

    /**
     * Now. May wait some milliseconds for the answer of another process.
     *
     * @return null where there are none any more, or where they do not answer: {@link #trouble} says which
     */
    @Nullable
    Load load() throws IOException;

    /** Why there is no load: a sentence without its full stop. */
    default String trouble() {
        return "";
    }

    /** How long workers were held, up to now. */
    HeldTimes heldTimes() throws IOException;
}
