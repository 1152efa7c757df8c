package dev.usher.cli;

/** What a command ends with; those from 64 on are sysexits(3)'s. */
final class ExitCode {
    /** All is well. */
    static final int OK = 0;
    /** {@code check} found errors; {@code try} got no complete answer. */
    static final int FINDINGS = 1;
    /** The command line is wrong. */
    static final int USAGE = 2;
    /** Something that is needed is not there or in use: a port, a socket's path, a file. */
    static final int UNAVAILABLE = 69;
    /** A fault of ours. */
    static final int SOFTWARE = 70;
    /** The configuration is wrong. */
    static final int CONFIG = 78;

    private ExitCode() {}
}
