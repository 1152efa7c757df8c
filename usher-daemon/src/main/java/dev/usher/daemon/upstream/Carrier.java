package dev.usher.daemon.upstream;

/** What carries a call: a connection, or a stream of one. On the loop. */
interface Carrier {
    /** Reads no more for now. */
    void pause(ClientCall call);

    /** Reads again. */
    void resume(ClientCall call);

    /** So many bytes that had been kept were passed on. */
    void consumed(ClientCall call, int bytes);

    /** The answer is not wanted any more. */
    void cancel(ClientCall call);
}
