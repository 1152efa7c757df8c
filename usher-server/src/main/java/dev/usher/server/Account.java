package dev.usher.server;

import dev.usher.config.BadValue;
import dev.usher.config.ValueType;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * A user or group of {@code User} and {@code Group}, looked up when the file is read.
 *
 * @param written the name, or {@code #number}
 * @param number uid or gid, as an unsigned number
 */
public record Account(String written, int number) {
    private static final int NUMBER_FIELD = 2;

    /** A name of /etc/passwd or {@code #number}. */
    static ValueType<Account> user() {
        return ValueType.of("USER|#UID", 1, 1, words -> parse(words.getFirst(), Path.of("/etc/passwd")));
    }

    /** A name of /etc/group or {@code #number}. */
    static ValueType<Account> group() {
        return ValueType.of("GROUP|#GID", 1, 1, words -> parse(words.getFirst(), Path.of("/etc/group")));
    }

    private static Account parse(String word, Path names) throws BadValue {
        try {
            return new Account(
                    word, word.startsWith("#") ? Integer.parseUnsignedInt(word.substring(1)) : named(word, names));
        } catch (NumberFormatException e) {
            throw new BadValue("must be a name, or # and a number below 4294967296", word);
        } catch (IOException e) {
            throw new BadValue("must be # and a number, since " + names + " cannot be read", word);
        }
    }

    private static int named(String name, Path names) throws BadValue, IOException {
        List<String> lines = Files.readAllLines(names, StandardCharsets.ISO_8859_1);
        for (String line : lines) {
            String[] fields = line.split(":", -1);
            if (fields.length > NUMBER_FIELD && fields[0].equals(name)) {
                return Integer.parseUnsignedInt(fields[NUMBER_FIELD]);
            }
        }
        throw new BadValue("must be a name of " + names + ", or # and a number", name);
    }
}
