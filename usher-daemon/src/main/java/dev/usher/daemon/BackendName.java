package dev.usher.daemon;

/** The backends a seat can be configured with. */
public enum BackendName {
    /** Messages of our own, without a model. */
    MOCK,
    /** A program for each client. */
    EXEC
}
