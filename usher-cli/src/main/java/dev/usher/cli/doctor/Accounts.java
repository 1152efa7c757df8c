package dev.usher.cli.doctor;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Names and numbers of users and groups, from /etc/passwd and /etc/group (passwd(5), group(5)). */
final class Accounts {
    private static final Path USERS = Path.of("/etc/passwd");
    private static final Path GROUPS = Path.of("/etc/group");

    private Accounts() {}

    /** The user's name, or its number where it has none. */
    static String user(int uid) {
        return name(USERS, uid);
    }

    /** The group's name, or its number where it has none. */
    static String group(int gid) {
        return name(GROUPS, gid);
    }

    private static String name(Path file, int number) {
        String wanted = Integer.toUnsignedString(number);
        return lines(file).stream()
                .filter(fields -> fields.length > 2 && fields[2].equals(wanted))
                .map(fields -> fields[0])
                .findFirst()
                .orElse(wanted);
    }

    /** The groups a user gets when it logs in. */
    static Set<Integer> groupsOf(int uid) {
        String name = user(uid);
        Set<Integer> groups = new HashSet<>();
        for (String[] fields : lines(USERS)) {
            if (fields.length > 3 && fields[0].equals(name)) {
                groups.add(Integer.parseUnsignedInt(fields[3]));
            }
        }
        for (String[] fields : lines(GROUPS)) {
            if (fields.length > 3 && Arrays.asList(fields[3].split(",", -1)).contains(name)) {
                groups.add(Integer.parseUnsignedInt(fields[2]));
            }
        }
        return groups;
    }

    private static List<String[]> lines(Path file) {
        try {
            return Files.readAllLines(file, StandardCharsets.ISO_8859_1).stream()
                    .map(line -> line.split(":", -1))
                    .toList();
        } catch (IOException withoutNames) {
            return List.of();
        }
    }
}
