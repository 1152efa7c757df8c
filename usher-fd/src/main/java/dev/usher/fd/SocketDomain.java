package dev.usher.fd;

/** The address family of a socket (SO_DOMAIN, socket(7)). */
public enum SocketDomain {
    /** AF_UNIX. */
    UNIX,
    /** AF_INET. */
    INET,
    /** AF_INET6. */
    INET6,
    /** Any other: netlink, packet, vsock and so on. */
    OTHER;

    static SocketDomain of(int number) {
        return switch (number) {
            case Layouts.AF_UNIX -> UNIX;
            case Layouts.AF_INET -> INET;
            case Layouts.AF_INET6 -> INET6;
            default -> OTHER;
        };
    }
}
