package dev.usher.daemon.upstream;

/**
 * A header field of a request.
 *
 * @param name a token, RFC 9110 section 5.1; HTTP/2 sends it in lower case
 * @param value ISO-8859-1, without CR, LF and NUL
 */
public record Header(String name, String value) {
    /** Refuses what would end the field or begin another. */
    public Header {
        if (name.isEmpty() || !name.chars().allMatch(Header::isTokenChar)) {
            throw new IllegalArgumentException("no name of a header field: " + name.length() + " characters");
        }
        if (value.chars().anyMatch(c -> c == '\r' || c == '\n' || c == 0 || c > 0xFF)) {
            throw new IllegalArgumentException("the value of " + name + " has a character that no field may have");
        }
    }

    private static boolean isTokenChar(int c) {
        return c > ' ' && c < 0x7F && "\"(),/:;<=>?@[\\]{}".indexOf(c) < 0;
    }

    /** The name only: values may be keys. */
    @Override
    public String toString() {
        return name + ": …";
    }
}
