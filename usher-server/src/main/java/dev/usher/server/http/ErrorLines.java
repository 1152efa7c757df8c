package dev.usher.server.http;

import org.slf4j.Logger;

/**
 * How an error answer is told to the error log: a client's fault at INFO, where it cannot fill a disk unasked, ours at
 * ERROR.
 */
final class ErrorLines {
    private ErrorLines() {}

    static void log(Logger log, RequestRecord.Arrival arrival, HttpError error) {
        String line = arrival.requestLine();
        if (error.status() >= 500 && error.status() != 501 && error.status() != 505) {
            log.error(
                    "{} {}: {} {}",
                    arrival.requestId(),
                    Quoted.text(String.valueOf(line)),
                    error.status(),
                    error.detail());
        } else {
            log.info(
                    "{} {}: {} {}",
                    arrival.requestId(),
                    Quoted.text(String.valueOf(line)),
                    error.status(),
                    error.detail());
        }
    }
}
