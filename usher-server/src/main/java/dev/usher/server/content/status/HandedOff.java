package dev.usher.server.content.status;

/**
 * One request that was handed to a seat.
 *
 * @param id the request's, as in the logs, UNIQUE_ID and {@code JavaRequest.id()}
 * @param path the request's, decoded, without query
 * @param seat the path of the seat's socket
 * @param lane {@code direct}: the seat has the client's own socket
 * @param status of the application's answer, which no client sees
 * @param workerHeldMicros how long a worker of the application was held; up to now where it is held still
 * @param workerIsHeld whether the application works on behind its answer
 * @param handoffMicros from the application's answer to the client's leaving
 * @param epochMillis when
 */
public record HandedOff(
        String id,
        String path,
        String seat,
        String lane,
        int status,
        long workerHeldMicros,
        boolean workerIsHeld,
        long handoffMicros,
        long epochMillis) {}
