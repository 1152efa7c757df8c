package dev.usher.server;

import dev.usher.server.content.status.DoorCounts;
import dev.usher.server.handoff.HandoffWatch;
import dev.usher.server.http.Exchange;

/** Tells the door's counts of handoffs: the two rooms do not know each other. */
record CountedHandoffs(DoorCounts counts) implements HandoffWatch {
    @Override
    public void sent(Exchange exchange, String seatPath, long nanos) {
        counts.handedOff(exchange, seatPath, nanos);
    }

    @Override
    public void refused(int status) {
        counts.handoffRefused(status);
    }
}
