package dev.usher.daemon.backend;

/** How a source that really finished did so. */
public enum Finish {
    /** It had said everything. */
    STOP,
    /** It reached the length it was allowed. */
    LENGTH,
    /** Any other reason the upstream gave. */
    OTHER
}
