package dev.usher.fd;

/**
 * Sets the options of a stream socket that a server of long answers needs (tcp(7), socket(7)). They belong to the socket
 * and hold for all who share it. On a Unix socket the TCP ones are EOPNOTSUPP.
 */
public final class StreamOptions {
    private final Subject subject;

    StreamOptions(Subject subject) {
        this.subject = subject;
    }

    /**
     * Of a socket that something else than an {@link Fd} owns and keeps open.
     *
     * @param what what it is, for messages
     */
    public static StreamOptions ofNumber(int number, String what) {
        return new StreamOptions(Subject.ofNumber(number, what));
    }

    /** TCP_NODELAY: small pieces leave at once. */
    public StreamOptions noDelay(boolean on) throws ErrnoException {
        return tcp(Layouts.TCP_NODELAY, on ? 1 : 0);
    }

    /**
     * TCP_NODELAY where the socket is a TCP one: asks what it is and sets the option with one call.
     *
     * @return false, and nothing is set, on a Unix socket
     */
    public boolean noDelayIfTcp() throws ErrnoException {
        long result = Options.trySet(subject, Layouts.IPPROTO_TCP, Layouts.TCP_NODELAY, 1);
        if (result == -Errno.EOPNOTSUPP.number()) {
            return false;
        }
        Kernel.checked("setsockopt", subject.what(), result);
        return true;
    }

    /** TCP_NOTSENT_LOWAT: writable only while fewer bytes than this wait unsent in the kernel. */
    public StreamOptions notSentLowWaterBytes(int bytes) throws ErrnoException {
        return tcp(Layouts.TCP_NOTSENT_LOWAT, bytes);
    }

    /** TCP_USER_TIMEOUT: sent data not acknowledged for so long ends the connection; 0 is the system's default. */
    public StreamOptions userTimeoutMillis(int millis) throws ErrnoException {
        return tcp(Layouts.TCP_USER_TIMEOUT, millis);
    }

    /**
     * Switches SO_KEEPALIVE on and says when to probe.
     *
     * @param idleSeconds silence before the first probe, 1 to 32767
     * @param intervalSeconds between probes, 1 to 32767
     * @param probes how many stay unanswered until the connection ends, 1 to 127
     */
    public StreamOptions keepAlive(int idleSeconds, int intervalSeconds, int probes) throws ErrnoException {
        tcp(Layouts.TCP_KEEPIDLE, idleSeconds);
        tcp(Layouts.TCP_KEEPINTVL, intervalSeconds);
        tcp(Layouts.TCP_KEEPCNT, probes);
        return socket(Layouts.SO_KEEPALIVE, 1);
    }

    /** SO_KEEPALIVE off. */
    public StreamOptions noKeepAlive() throws ErrnoException {
        return socket(Layouts.SO_KEEPALIVE, 0);
    }

    /** SO_SNDBUF; the kernel doubles it and cuts it to net.core.wmem_max. Fixes a size that TCP would tune itself. */
    public StreamOptions sendBufferBytes(int bytes) throws ErrnoException {
        return socket(Layouts.SO_SNDBUF, bytes);
    }

    private StreamOptions tcp(int option, int value) throws ErrnoException {
        Options.set(subject, Layouts.IPPROTO_TCP, option, value);
        return this;
    }

    private StreamOptions socket(int option, int value) throws ErrnoException {
        Options.set(subject, Layouts.SOL_SOCKET, option, value);
        return this;
    }
}
