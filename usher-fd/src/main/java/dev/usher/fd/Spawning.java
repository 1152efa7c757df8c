package dev.usher.fd;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.List;

/**
 * One posix_spawn(3): from Java's lists to the C library's structures, which are given back whatever happens.
 *
 * <p>The child's descriptors are made in this order: 0 and 1 from the one given, which may itself be 0, 1 or 2 (dup2 of a
 * number to itself takes its FD_CLOEXEC away, as POSIX has it for this call), then 2 where ours is no standard error, then
 * all from 3 on closed. Its signals are the defaults, none is blocked, and it leads a process group of its own.
 */
final class Spawning implements AutoCloseable {
    private static final int STANDARD_ERROR = 2;
    private static final int FIRST_CLOSED = 3;
    private static final long NOT_OPEN = -Errno.EBADF.number();
    private static final String NOWHERE = "/dev/null";
    private static final int FLAGS =
            Layouts.POSIX_SPAWN_SETPGROUP | Layouts.POSIX_SPAWN_SETSIGDEF | Layouts.POSIX_SPAWN_SETSIGMASK;
    private static final byte ALL = (byte) 0xFF;

    private final Sys sys = Kernel.sys();
    private final Arena arena = Arena.ofConfined();
    private final MemorySegment actions = arena.allocate(Layouts.SPAWN_SIZE, 16);
    private final MemorySegment attributes = arena.allocate(Layouts.SPAWN_SIZE, 16);
    private final String file;
    private boolean hasActions;
    private boolean hasAttributes;

    private Spawning(String file) {
        this.file = file;
    }

    /** Starts the program and returns its pid. */
    static int run(Program program, int inputAndOutput) throws ErrnoException {
        byte[] path = PathText.bytes(program.file());
        try (Spawning spawning = new Spawning(program.file())) {
            spawning.descriptors(inputAndOutput);
            spawning.signalsAndGroup();
            return spawning.start(path, program);
        }
    }

    private void descriptors(int inputAndOutput) throws ErrnoException {
        boolean errorIsOurs = hasStandardError();
        must("posix_spawn_file_actions_init", sys.posixSpawnFileActionsInit(actions));
        hasActions = true;
        must("posix_spawn_file_actions_adddup2", sys.posixSpawnFileActionsAdddup2(actions, inputAndOutput, 0));
        must("posix_spawn_file_actions_adddup2", sys.posixSpawnFileActionsAdddup2(actions, inputAndOutput, 1));
        if (!errorIsOurs) {
            MemorySegment nowhere = arena.allocateFrom(NOWHERE);
            must(
                    "posix_spawn_file_actions_addopen",
                    sys.posixSpawnFileActionsAddopen(actions, STANDARD_ERROR, nowhere, Layouts.O_WRONLY, 0));
        }
        must(
                "posix_spawn_file_actions_addclosefrom_np",
                sys.posixSpawnFileActionsAddclosefromNp(actions, FIRST_CLOSED));
    }

    /**
     * Whether descriptor 2 is what it should be. In a process that was started without one the number is somebody else's: a
     * file the JVM reads, or a client.
     */
    private boolean hasStandardError() throws ErrnoException {
        long flags = aboutStandardError(Layouts.F_GETFD);
        long status = flags == NOT_OPEN ? NOT_OPEN : aboutStandardError(Layouts.F_GETFL);
        return status != NOT_OPEN
                && (flags & Layouts.FD_CLOEXEC) == 0
                && (status & Layouts.O_ACCMODE) != Layouts.O_RDONLY;
    }

    private long aboutStandardError(int command) throws ErrnoException {
        long found = Kernel.retried(() -> sys.fcntl(STANDARD_ERROR, command, 0));
        return found == NOT_OPEN ? found : must("fcntl", found);
    }

    private void signalsAndGroup() throws ErrnoException {
        MemorySegment signals = arena.allocate(Layouts.SIGSET_SIZE, 16);
        must("posix_spawnattr_init", sys.posixSpawnattrInit(attributes));
        hasAttributes = true;
        must("posix_spawnattr_setsigmask", sys.posixSpawnattrSetsigmask(attributes, signals));
        must("posix_spawnattr_setsigdefault", sys.posixSpawnattrSetsigdefault(attributes, signals.fill(ALL)));
        must("posix_spawnattr_setpgroup", sys.posixSpawnattrSetpgroup(attributes, 0));
        must("posix_spawnattr_setflags", sys.posixSpawnattrSetflags(attributes, FLAGS));
    }

    private int start(byte[] path, Program program) throws ErrnoException {
        MemorySegment pid = arena.allocate(JAVA_INT);
        SpawnArguments arguments = new SpawnArguments(
                string(path), actions, attributes, strings(program.arguments()), strings(program.environment()));
        must("posix_spawn", sys.posixSpawn(pid, arguments));
        return pid.get(JAVA_INT, 0);
    }

    private MemorySegment strings(List<byte[]> all) {
        MemorySegment pointers = arena.allocate(ADDRESS, all.size() + 1L); // zeroed: ends with NULL
        for (int i = 0; i < all.size(); i++) {
            pointers.setAtIndex(ADDRESS, i, string(all.get(i)));
        }
        return pointers;
    }

    private MemorySegment string(byte[] bytes) {
        for (byte each : bytes) {
            if (each == 0) {
                throw new IllegalArgumentException("a string for " + file + " has a NUL, at which it would be cut");
            }
        }
        MemorySegment text = arena.allocate(bytes.length + 1L);
        MemorySegment.copy(bytes, 0, text, JAVA_BYTE, 0, bytes.length);
        return text;
    }

    private long must(String call, long result) throws ErrnoException {
        return Kernel.checked(call, file, result);
    }

    @Override
    public void close() {
        if (hasAttributes) {
            sys.posixSpawnattrDestroy(attributes);
        }
        if (hasActions) {
            sys.posixSpawnFileActionsDestroy(actions);
        }
        arena.close();
    }
}
