package dev.usher.daemon.attach;

import java.io.Serial;

/** A file is not what may be sent. Carries no stack; the message is for the client, and has no path but the one it was asked by. */
public final class RefusedFile extends Exception {
    @Serial
    private static final long serialVersionUID = 1;

    /**
     * Makes one.
     *
     * @param why goes on from "The attachment NAME ", such as {@code "is no regular file"}
     */
    public RefusedFile(String why) {
        super(why, null, false, false);
    }

    /** What is wrong with it. */
    public String why() {
        return String.valueOf(getMessage());
    }
}
