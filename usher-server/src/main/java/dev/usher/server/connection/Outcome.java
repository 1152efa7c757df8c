package dev.usher.server.connection;

/** What a handler of a phase or of a request says when it returns. */
public enum Outcome {
    /** It has done its part. */
    OK,
    /** It is not its matter: the next one is asked. */
    DECLINED,
    /** It has done its part and all of the phase. */
    DONE,
    /** It goes on later, through {@link Connection#execute}; until then nobody else acts. */
    SUSPENDED
}
