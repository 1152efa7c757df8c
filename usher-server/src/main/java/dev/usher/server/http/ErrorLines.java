package dev.usher.server.http;

import org.slf4j.Logger;
import org.slf4j.event.Level;

/**
 * How an error answer is told to the error log: a client's fault at INFO, where it cannot fill a disk unasked, ours at
 * ERROR; one that another logger has told already is only for who debugs.
 */
final class ErrorLines {
    private ErrorLines() {}

    static void log(Logger log, RequestRecord.Arrival arrival, HttpError error) {
        String line = arrival.requestLine();
        log.atLevel(level(error))
                .log(
                        "{} {}: {} {}",
                        arrival.requestId(),
                        line == null ? "-" : Quoted.text(line),
                        error.status(),
                        error.detail());
    }

    private static Level level(HttpError error) {
        if (error.isLogged()) {
            return Level.DEBUG;
        }
        boolean ours = error.status() >= 500 && error.status() != 501 && error.status() != 505;
        return ours ? Level.ERROR : Level.INFO;
    }
}
