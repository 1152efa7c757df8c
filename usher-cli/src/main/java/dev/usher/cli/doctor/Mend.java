package dev.usher.cli.doctor;

import dev.usher.fd.ThisProcess;

/**
 * A command that puts something right, as one types it into a shell.
 *
 * @param command for sh
 * @param asRoot whether it needs another user than the doctor was called by
 * @param looksOnly whether it changes nothing, and shows what there is to know before something is changed
 */
public record Mend(String command, boolean asRoot, boolean looksOnly) {
    /** For the user who asked. */
    static Mend of(String command) {
        return new Mend(command, false, false);
    }

    /** For root, which the user who asked may be. */
    static Mend byRoot(String command) {
        return new Mend(command, ThisProcess.effectiveUid() != 0, false);
    }

    /** For whom a file belongs to, or root. */
    static Mend byOwner(int uid, String command) {
        return uid == ThisProcess.effectiveUid() ? of(command) : byRoot(command);
    }

    /** The same command as a look only. */
    Mend onlyLooks() {
        return new Mend(command, asRoot, true);
    }
}
