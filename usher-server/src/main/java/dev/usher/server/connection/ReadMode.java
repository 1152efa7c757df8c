package dev.usher.server.connection;

/** What an input filter is asked for (httpd's ap_input_mode_t). */
public enum ReadMode {
    /** Nothing; lets a transport shake hands before a protocol in which the server speaks first. */
    INIT,
    /** One line up to and with its LF; without LF once {@value Input#LINE_LIMIT} bytes are collected. */
    GETLINE,
    /** At most {@code limit} bytes, what is there. */
    READBYTES,
    /** As READBYTES, copies: the bytes stay and come again. */
    SPECULATIVE,
    /** Drops whole buckets made of CR and LF only; never waits. */
    EATCRLF,
    /** Everything read so far, then the socket itself, then Eos: for who passes the client on. */
    EXHAUSTIVE
}
