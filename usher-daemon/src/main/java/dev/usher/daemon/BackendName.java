package dev.usher.daemon;

/** The backends a seat can be configured with. */
public enum BackendName {
    /** Messages of our own, without a model. */
    MOCK,
    /** The prompt, typed back character by character. */
    TYPING
}
