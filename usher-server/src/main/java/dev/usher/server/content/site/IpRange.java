package dev.usher.server.content.site;

import dev.usher.config.BadValue;
import java.net.InetAddress;
import java.util.Arrays;

/**
 * Addresses that begin with the same bits: {@code 10.1.2.3}, {@code 10.1}, {@code 10.0.0.0/8}, {@code
 * 10.0.0.0/255.0.0.0}, {@code 2001:db8::/32}. An IPv4 client on an IPv6 socket counts as IPv4.
 *
 * @param network the address the range begins with, or any of it
 * @param bits how many of them are compared, from the first
 */
record IpRange(InetAddress network, int bits) {
    private static final byte[] MAPPED = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, -1, -1};

    static IpRange parse(String word) throws BadValue {
        int slash = word.indexOf('/');
        String host = slash < 0 ? word : word.substring(0, slash);
        try {
            if (slash < 0 && host.matches("[0-9]{1,3}(\\.[0-9]{1,3}){0,2}\\.?")) {
                return partial(host);
            }
            InetAddress address = InetAddress.ofLiteral(host);
            int most = address.getAddress().length * 8;
            return new IpRange(address, slash < 0 ? most : bits(word.substring(slash + 1), most));
        } catch (IllegalArgumentException e) {
            throw new BadValue("ip takes addresses such as 10.1.2.3, 10.1, 10.0.0.0/8 or 2001:db8::/32", word);
        }
    }

    private static IpRange partial(String host) {
        String[] parts = (host.endsWith(".") ? host.substring(0, host.length() - 1) : host).split("\\.", -1);
        String whole = String.join(".", parts) + ".0".repeat(4 - parts.length);
        return new IpRange(InetAddress.ofLiteral(whole), parts.length * 8);
    }

    private static int bits(String text, int most) {
        int bits = text.indexOf('.') < 0
                ? number(text)
                : maskBits(InetAddress.ofLiteral(text).getAddress());
        if (bits < 0 || bits > most) {
            throw new IllegalArgumentException(text);
        }
        return bits;
    }

    private static int number(String digits) {
        return digits.matches("[0-9]{1,3}") ? Integer.parseInt(digits) : -1;
    }

    /** The ones of a mask; -1 where a one follows a zero. */
    private static int maskBits(byte[] mask) {
        String ones = new java.math.BigInteger(1, mask).toString(2);
        boolean fits = mask.length == 4 && (ones.equals("0") || (ones.length() == 32 && ones.matches("1+0*")));
        return fits ? (int) ones.chars().filter(c -> c == '1').count() : -1;
    }

    boolean contains(InetAddress client) {
        byte[] other = plain(client);
        byte[] address = network.getAddress();
        if (other.length != address.length) {
            return false;
        }
        int whole = bits / 8;
        int mask = bits % 8 == 0 ? 0 : (0xff << (8 - bits % 8)) & 0xff;
        return Arrays.equals(other, 0, whole, address, 0, whole)
                && (mask == 0 || ((other[whole] ^ address[whole]) & mask) == 0);
    }

    private static byte[] plain(InetAddress client) {
        byte[] bytes = client.getAddress();
        boolean mapped = bytes.length == 16 && Arrays.equals(bytes, 0, MAPPED.length, MAPPED, 0, MAPPED.length);
        return mapped ? Arrays.copyOfRange(bytes, MAPPED.length, bytes.length) : bytes;
    }
}
