package dev.usher.server.content.files;

import java.util.ArrayList;
import java.util.List;

/**
 * An entity tag (RFC 9110 §8.8.3).
 *
 * @param weak true for {@code W/"…"}
 * @param opaque what stands between the quotes
 */
record EntityTag(boolean weak, String opaque) {
    /**
     * The tag of a file: its size and the nanoseconds of its last change, so that two changes within one second differ.
     *
     * @param bytes its size
     * @param modifiedNanos nanoseconds since 1970, of which a long holds 292 years
     */
    static EntityTag ofFile(long bytes, long modifiedNanos) {
        return new EntityTag(false, Long.toHexString(bytes) + "-" + Long.toHexString(modifiedNanos));
    }

    @Override
    public String toString() {
        return (weak ? "W/\"" : "\"") + opaque + "\"";
    }

    /** Both strong and the same (RFC 9110 §8.8.3.2). */
    boolean matchesStrongly(EntityTag other) {
        return !weak && !other.weak && opaque.equals(other.opaque);
    }

    /** The same, weak or not. */
    boolean matchesWeakly(EntityTag other) {
        return opaque.equals(other.opaque);
    }

    /** Reads a list of tags; what is no tag is skipped to the next comma. A comma may stand inside the quotes. */
    static List<EntityTag> list(String value) {
        List<EntityTag> tags = new ArrayList<>();
        int at = 0;
        while (at < value.length()) {
            boolean weak = value.startsWith("W/\"", at);
            int quote = weak ? at + 2 : at;
            int end = quote < value.length() && value.charAt(quote) == '"' ? value.indexOf('"', quote + 1) : -1;
            if (end > 0) {
                tags.add(new EntityTag(weak, value.substring(quote + 1, end)));
                at = end + 1;
            } else {
                at = afterComma(value, at);
            }
            while (at < value.length() && " \t,".indexOf(value.charAt(at)) >= 0) {
                at++;
            }
        }
        return tags;
    }

    private static int afterComma(String value, int from) {
        int comma = value.indexOf(',', from);
        return comma < 0 ? value.length() : comma + 1;
    }
}
