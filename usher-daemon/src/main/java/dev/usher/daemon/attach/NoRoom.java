package dev.usher.daemon.attach;

import java.io.Serial;

/** The seat has too much in hand for another file now. Carries no stack. */
public final class NoRoom extends Exception {
    @Serial
    private static final long serialVersionUID = 1;

    /**
     * Makes one.
     *
     * @param why for the log
     */
    public NoRoom(String why) {
        super(why, null, false, false);
    }
}
