package dev.usher.cli.doctor;

import dev.usher.fd.FileFacts;
import dev.usher.fd.ThisProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;

/**
 * A user, and what it may do with files by their owner, group and mode (path_resolution(7)). Access lists are not looked
 * at.
 *
 * @param uid the user
 * @param groups all it is in
 * @param isCaller whether it is the very user the doctor was called by
 */
record Person(int uid, Set<Integer> groups, boolean isCaller) {
    static final int READ = 4;
    static final int WRITE = 2;
    static final int SEARCH = 1;

    private static final int OWNER_SHIFT = 6;
    private static final int GROUP_SHIFT = 3;

    Person {
        groups = Set.copyOf(groups);
    }

    /** Who calls. */
    static Person caller() {
        Set<Integer> groups = new HashSet<>(Set.of(ThisProcess.effectiveGid()));
        for (String number : statusLine(ProcessHandle.current().pid(), "Groups:")) {
            groups.add(Integer.parseUnsignedInt(number));
        }
        return new Person(ThisProcess.effectiveUid(), groups, true);
    }

    /** A user of the machine, as it is after its next login. */
    static Person named(int uid) {
        return uid == ThisProcess.effectiveUid() ? caller() : new Person(uid, Accounts.groupsOf(uid), false);
    }

    /** The words behind a name in /proc/PID/status; none where that cannot be read. */
    static String[] statusLine(long pid, String name) {
        try {
            for (String line : Files.readAllLines(Path.of("/proc", Long.toString(pid), "status"))) {
                String rest =
                        line.startsWith(name) ? line.substring(name.length()).strip() : "";
                if (!rest.isEmpty()) {
                    return rest.split("\\s+", -1);
                }
            }
        } catch (IOException hasEndedOrIsAnothers) {
            return new String[0];
        }
        return new String[0];
    }

    /** Whether it has all of these rights, READ, WRITE and SEARCH added up. */
    boolean may(FileFacts file, int rights) {
        if (uid == 0) {
            return true;
        }
        return (file.mode() >> shift(file) & rights) == rights;
    }

    private int shift(FileFacts file) {
        if (file.uid() == uid) {
            return OWNER_SHIFT;
        }
        return groups.contains(file.gid()) ? GROUP_SHIFT : 0;
    }

    boolean owns(FileFacts file) {
        return file.uid() == uid;
    }

    boolean isInGroupOf(FileFacts file) {
        return groups.contains(file.gid());
    }

    String name() {
        return Accounts.user(uid);
    }

    @Override
    public String toString() {
        String named = name() + " (uid " + Integer.toUnsignedString(uid) + ")";
        return isCaller ? "this user, " + named + "," : "user " + named;
    }
}
