package dev.usher.server.handoff;

import dev.usher.server.http.Exchange;

/** Is told of every handoff; on the client's loop, so it must not wait. */
public interface HandoffWatch {
    /** Looks away. */
    HandoffWatch NONE = new HandoffWatch() {
        @Override
        public void sent(Exchange exchange, String seatPath, long nanos) {
            // nobody counts
        }

        @Override
        public void refused(int status) {
            // nobody counts
        }
    };

    /**
     * A seat has the client.
     *
     * @param exchange has ended as HANDED_OFF
     * @param seatPath as the application named it
     * @param nanos from the application's answer to the client's leaving: connect, and send
     */
    void sent(Exchange exchange, String seatPath, long nanos);

    /** A client stayed here and got this status, since its seat could not be had or its application's header not be used. */
    void refused(int status);
}
