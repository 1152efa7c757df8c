package dev.usher.daemon;

import dev.usher.config.BadValue;
import dev.usher.config.ValueType;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A user who may hand clients over.
 *
 * @param uid the number, unsigned as the kernel has it
 */
public record AllowedSender(int uid) {
    private static final Path PASSWORDS = Path.of("/etc/passwd");
    private static final int UID_FIELD = 2;

    /** A number, or a name of /etc/passwd (passwd(5)), looked up once when the settings are read. */
    static final ValueType<AllowedSender> TYPE =
            ValueType.of("USER", 1, 1, words -> new AllowedSender(uidOf(words.getFirst())));

    private static int uidOf(String user) throws BadValue {
        if (user.isEmpty() || !user.chars().allMatch(c -> c >= '0' && c <= '9')) {
            return uidOfName(user);
        }
        try {
            return Integer.parseUnsignedInt(user);
        } catch (NumberFormatException e) {
            throw new BadValue("must be the name of a user, or a number below 4294967296", user);
        }
    }

    private static int uidOfName(String name) throws BadValue {
        try (var lines = Files.lines(PASSWORDS, StandardCharsets.ISO_8859_1)) {
            return Integer.parseUnsignedInt(lines.map(line -> line.split(":", -1))
                    .filter(fields -> fields.length > UID_FIELD && fields[0].equals(name))
                    .findFirst()
                    .orElseThrow(() -> new BadValue("must be a user whom " + PASSWORDS + " has, or a number", name))[
                    UID_FIELD]);
        } catch (IOException | NumberFormatException e) {
            throw new BadValue("must be a number, since " + PASSWORDS + " does not say one", name);
        }
    }
}
