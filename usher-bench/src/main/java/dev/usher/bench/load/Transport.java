package dev.usher.bench.load;

/** What a client's socket is. */
public enum Transport {
    /** TCP over loopback: what a door hands over. */
    TCP,
    /** A socketpair: what a door hands over for a client behind TLS. */
    UNIX
}
