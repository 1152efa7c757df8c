package dev.usher.daemon.upstream;

import org.jspecify.annotations.Nullable;

/** The head of an answer, for the time of the call that shows it. */
public interface AnswerHead {
    /** The final status, 200 to 599. */
    int status();

    /** The first field of this name, in lower case; null where there is none. */
    @Nullable
    String first(String name);
}
