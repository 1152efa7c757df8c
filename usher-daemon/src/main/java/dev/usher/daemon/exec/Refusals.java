package dev.usher.daemon.exec;

import dev.usher.daemon.backend.Failure;
import dev.usher.fd.ErrnoException;

/** What a client is told for whom no program ran, or whose program said nothing. */
final class Refusals {
    static final Failure TOO_MANY =
            new Failure(503, "too_many_processes", "The server runs as many programs as it may.");
    static final Failure DATA_TOO_LONG = new Failure(
            413,
            "data_too_long",
            "The handoff data are longer than " + HandlerEnvironment.DATA_BYTES_MAX
                    + " bytes, the most that a program's environment can hold in one variable.");
    static final Failure DATA_WITH_NUL = Failure.badRequest(
            "invalid_data", "The handoff data have a NUL byte, which a program's environment cannot hold.");
    static final Failure SILENT =
            new Failure(502, "handler_silent", "The program that should answer ended without a word.");
    static final Failure FAILED =
            new Failure(502, "handler_failed", "The program that should answer failed before it did.");
    private static final Failure ENVIRONMENT_TOO_LARGE =
            new Failure(413, "data_too_long", "The handoff data are longer than the room for a program's environment.");
    private static final Failure NO_ROOM =
            new Failure(503, "no_process", "The server cannot start another program now.");
    private static final Failure CANNOT_START =
            new Failure(500, "handler_cannot_start", "The program that should answer cannot be started.");

    private Refusals() {}

    /** By what the kernel said: the request's fault, one that passes, or one that stays until somebody mends it. */
    static Failure of(ErrnoException e) {
        return switch (e.errno()) {
            case E2BIG -> ENVIRONMENT_TOO_LARGE;
            case EAGAIN, ENOMEM, EMFILE, ENFILE -> NO_ROOM;
            default -> CANNOT_START;
        };
    }
}
