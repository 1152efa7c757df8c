package dev.usher.daemon.upstream;

/**
 * Whether an upstream is worth asking. Who wants to ask gets a ticket first, and tells with it, once, how it went. Any thread;
 * nothing waits.
 */
public interface Health {
    /** No ticket: the upstream is not to be asked now. */
    long NO_TICKET = 0;

    /** What a request says of the upstream. Only {@link #FAILED} speaks against it. */
    enum Outcome {
        /** There was an answer: a first sign of life of the model, or any status below 500. */
        ANSWERED,
        /** There was no answer, and no failure of those below: the connection closed, or what came is not understood. */
        BROKEN_OFF,
        /** No connection, a status of 500 or more, or silence for as long as was waited for. */
        FAILED,
        /** Nobody waits for the answer any more, or it was never asked for: this says nothing. */
        WITHDRAWN
    }

    /** For whom there is nothing to know: always asked. */
    Health UNKNOWN = new Health() {
        @Override
        public long ask() {
            return 1;
        }

        @Override
        public void tell(long ticket, Outcome outcome) {}

        @Override
        public int retryAfterSeconds() {
            return 1;
        }
    };

    /** A ticket for one request, or {@link #NO_TICKET}. Whoever gets one owes one {@link #tell}. */
    long ask();

    /** How the request went. */
    void tell(long ticket, Outcome outcome);

    /** When it is worth trying again, 1 or more; for one who has got no ticket. */
    int retryAfterSeconds();
}
