package dev.usher.cli.doctor;

/** How much a finding matters, the least first. */
public enum Severity {
    /** As it should be. */
    OK,
    /** Works; the user should know. */
    NOTICE,
    /** Works now, and will not when something else happens. */
    WARNING,
    /** Does not work. */
    ERROR
}
