package dev.usher.server.handoff;

import dev.usher.config.BadValue;
import dev.usher.config.ValueType;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A user who may listen as a seat.
 *
 * @param uid the number
 */
record PeerUser(int uid) {
    private static final Path PASSWORDS = Path.of("/etc/passwd");
    private static final int UID_FIELD = 2;

    /** A number, or a name of /etc/passwd. */
    static final ValueType<PeerUser> TYPE = ValueType.of("USER", 1, 1, words -> PeerUser.parse(words.getFirst()));

    private static PeerUser parse(String word) throws BadValue {
        try {
            return new PeerUser(
                    word.chars().allMatch(c -> c >= '0' && c <= '9') ? Integer.parseUnsignedInt(word) : named(word));
        } catch (NumberFormatException e) {
            throw new BadValue("must be a user's number below 4294967296, or a name", word);
        }
    }

    private static int named(String name) throws BadValue {
        try {
            for (String line : Files.readAllLines(PASSWORDS, StandardCharsets.ISO_8859_1)) {
                String[] fields = line.split(":", -1);
                if (fields.length > UID_FIELD && fields[0].equals(name)) {
                    return Integer.parseUnsignedInt(fields[UID_FIELD]);
                }
            }
        } catch (IOException e) {
            throw new BadValue("must be a user's number, since " + PASSWORDS + " cannot be read", name);
        }
        throw new BadValue("must be a user of " + PASSWORDS + ", or the number of one", name);
    }
}
