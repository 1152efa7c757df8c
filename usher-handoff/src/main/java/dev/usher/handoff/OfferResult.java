package dev.usher.handoff;

import dev.usher.fd.Errno;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** What became of a client that was offered to a seat. */
public sealed interface OfferResult {
    /**
     * The seat has the client: never write to it again, and close our copy with a plain close(2).
     *
     * @param report what the seat did with it, later; protocol 1 never completes it
     */
    record Sent(CompletionStage<Report> report) implements OfferResult {}

    /**
     * Somebody said no, and the client is still ours.
     *
     * @param status the HTTP status to answer with, 400 to 599
     * @param retryAfterSeconds when to come again; 0 where that is not said
     * @param reason for the log
     */
    record Refused(int status, int retryAfterSeconds, String reason) implements OfferResult, SeatConnection {}

    /**
     * A system call failed.
     *
     * @param call its name, as in section 2 of the manual
     * @param errno what it reported, or null where a time of ours ran out
     * @param beforeSend whether the client is still ours; where false it must not be written to
     * @param detail the whole message for the log, the path first: path, value, limit, and for permission errors uid, gid and mode
     */
    record Failed(String call, @Nullable Errno errno, boolean beforeSend, String detail)
            implements OfferResult, SeatConnection {}

    /**
     * What a seat tells of a client it had.
     *
     * @param status of the response it sent
     * @param bytes of the response's body
     * @param millis from the handoff to the end
     * @param reason how it ended
     */
    record Report(int status, long bytes, long millis, String reason) {}
}
