package dev.usher.fd;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.MemorySegment;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;

/** Writes and reads struct sockaddr_un, sockaddr_in and sockaddr_in6 in a thread's scratch. */
final class SockAddr {
    private SockAddr() {}

    /**
     * Writes an address and returns its length.
     *
     * @throws ErrnoException ENAMETOOLONG where the path to be written is over 107 bytes
     */
    static int write(Scratch s, String call, UnixAddress address) throws ErrnoException {
        return switch (address) {
            case UnixAddress.FilePath f -> path(s, call, f.path(), address);
            case UnixAddress.Through t -> path(s, call, t.socket().procPath(), address);
            case UnixAddress.Below b -> path(s, call, b.directory().procPath() + "/" + b.name(), address);
            case UnixAddress.AbstractName a -> abstractName(s, PathText.bytes(a.name()));
        };
    }

    /** Writes an address of the Internet and returns its length. */
    static int write(Scratch s, InetSocketAddress address) {
        byte[] bytes = address.getAddress().getAddress();
        boolean four = bytes.length == 4;
        s.address.fill((byte) 0);
        s.address.set(JAVA_SHORT, 0, (short) (four ? Layouts.AF_INET : Layouts.AF_INET6));
        s.address.set(JAVA_SHORT, Layouts.SIN_PORT, Short.reverseBytes((short) address.getPort()));
        MemorySegment.copy(
                bytes, 0, s.address, JAVA_BYTE, four ? Layouts.SIN_ADDRESS : Layouts.SIN6_ADDRESS, bytes.length);
        if (address.getAddress() instanceof Inet6Address six) {
            s.address.set(JAVA_INT, Layouts.SIN6_SCOPE, six.getScopeId());
        }
        return four ? Layouts.SIN_SIZE : Layouts.SIN6_SIZE;
    }

    private static int path(Scratch s, String call, String path, UnixAddress address) throws ErrnoException {
        byte[] bytes = PathText.bytes(path);
        if (bytes.length > Layouts.SUN_PATH_MAX) {
            throw ErrnoException.of(call, Errno.ENAMETOOLONG.number(), address.text());
        }
        fill(s.address, Layouts.SUN_PATH, bytes);
        return Layouts.SUN_PATH + bytes.length + 1;
    }

    private static int abstractName(Scratch s, byte[] name) {
        fill(s.address, Layouts.SUN_PATH + 1, name);
        return Layouts.SUN_PATH + 1 + name.length;
    }

    private static void fill(MemorySegment address, int offset, byte[] bytes) {
        address.fill((byte) 0);
        address.set(JAVA_SHORT, 0, (short) Layouts.AF_UNIX);
        MemorySegment.copy(bytes, 0, address, JAVA_BYTE, offset, bytes.length);
    }

    /** The address as people write it: a path, "@name", "" for an unnamed one, "1.2.3.4:80", "[::1]:80". */
    static String text(MemorySegment address, int length) {
        int family = length < 2 ? Layouts.AF_UNSPEC : Short.toUnsignedInt(address.get(JAVA_SHORT, 0));
        return switch (family) {
            case Layouts.AF_UNIX -> unixText(address, length);
            case Layouts.AF_INET -> ip(address, Layouts.SIN_ADDRESS, 4) + ":" + port(address);
            case Layouts.AF_INET6 ->
                "[" + ip(address, Layouts.SIN6_ADDRESS, 16) + scope(address) + "]:" + port(address);
            case Layouts.AF_UNSPEC -> "";
            default -> "family " + family;
        };
    }

    private static String unixText(MemorySegment address, int length) {
        int bytes = Math.min(length, Layouts.SUN_SIZE) - Layouts.SUN_PATH;
        if (bytes <= 0) {
            return "";
        }
        if (address.get(JAVA_BYTE, Layouts.SUN_PATH) == 0) {
            return "@" + PathText.read(address, Layouts.SUN_PATH + 1, bytes - 1);
        }
        int end = 0;
        while (end < bytes && address.get(JAVA_BYTE, Layouts.SUN_PATH + end) != 0) {
            end++;
        }
        return PathText.read(address, Layouts.SUN_PATH, end);
    }

    private static int port(MemorySegment address) {
        return Short.toUnsignedInt(Short.reverseBytes(address.get(JAVA_SHORT, Layouts.SIN_PORT)));
    }

    private static String scope(MemorySegment address) {
        int scope = address.get(JAVA_INT, Layouts.SIN6_SCOPE);
        return scope == 0 ? "" : "%" + scope;
    }

    private static String ip(MemorySegment address, int offset, int length) {
        byte[] bytes = new byte[length];
        MemorySegment.copy(address, JAVA_BYTE, offset, bytes, 0, length);
        try {
            return InetAddress.getByAddress(bytes).getHostAddress();
        } catch (UnknownHostException e) {
            throw new IllegalStateException("an address of " + length + " bytes", e);
        }
    }
}
