package dev.usher.daemon.upstream;

/** Which HTTP is spoken. */
public enum UpstreamHttp {
    /** Over TLS what ALPN chooses, in the clear HTTP/1.1. */
    AUTO,
    /** HTTP/1.1 always. */
    HTTP_1_1,
    /** HTTP/2 always: over TLS by ALPN, in the clear with prior knowledge (RFC 9113 section 3.3). */
    HTTP_2
}
