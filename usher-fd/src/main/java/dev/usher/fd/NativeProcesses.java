package dev.usher.fd;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/**
 * {@link NativeSys}, as far as processes go. A class of its own, so that the functions are looked for when the first
 * process is started: posix_spawn_file_actions_addclosefrom_np came with glibc 2.34, and nothing else here needs that.
 */
final class NativeProcesses {
    private static final MethodHandle POSIX_SPAWN_FILE_ACTIONS_INIT =
            NativeSys.handle("posix_spawn_file_actions_init", JAVA_INT, ADDRESS);
    private static final MethodHandle POSIX_SPAWN_FILE_ACTIONS_ADDDUP2 =
            NativeSys.handle("posix_spawn_file_actions_adddup2", JAVA_INT, ADDRESS, JAVA_INT, JAVA_INT);
    private static final MethodHandle POSIX_SPAWN_FILE_ACTIONS_ADDOPEN = NativeSys.handle(
            "posix_spawn_file_actions_addopen", JAVA_INT, ADDRESS, JAVA_INT, ADDRESS, JAVA_INT, JAVA_INT);
    private static final MethodHandle POSIX_SPAWN_FILE_ACTIONS_ADDCLOSEFROM_NP =
            NativeSys.handle("posix_spawn_file_actions_addclosefrom_np", JAVA_INT, ADDRESS, JAVA_INT);
    private static final MethodHandle POSIX_SPAWN_FILE_ACTIONS_DESTROY =
            NativeSys.handle("posix_spawn_file_actions_destroy", JAVA_INT, ADDRESS);
    private static final MethodHandle POSIX_SPAWNATTR_INIT =
            NativeSys.handle("posix_spawnattr_init", JAVA_INT, ADDRESS);
    private static final MethodHandle POSIX_SPAWNATTR_SETFLAGS =
            NativeSys.handle("posix_spawnattr_setflags", JAVA_INT, ADDRESS, JAVA_INT);
    private static final MethodHandle POSIX_SPAWNATTR_SETPGROUP =
            NativeSys.handle("posix_spawnattr_setpgroup", JAVA_INT, ADDRESS, JAVA_INT);
    private static final MethodHandle POSIX_SPAWNATTR_SETSIGDEFAULT =
            NativeSys.handle("posix_spawnattr_setsigdefault", JAVA_INT, ADDRESS, ADDRESS);
    private static final MethodHandle POSIX_SPAWNATTR_SETSIGMASK =
            NativeSys.handle("posix_spawnattr_setsigmask", JAVA_INT, ADDRESS, ADDRESS);
    private static final MethodHandle POSIX_SPAWNATTR_DESTROY =
            NativeSys.handle("posix_spawnattr_destroy", JAVA_INT, ADDRESS);
    private static final MethodHandle WAITID =
            NativeSys.handle("waitid", JAVA_INT, JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT);
    private static final MethodHandle KILL = NativeSys.handle("kill", JAVA_INT, JAVA_INT, JAVA_INT);
    private static final MethodHandle POSIX_SPAWN =
            NativeSys.handle("posix_spawn", JAVA_INT, ADDRESS, ADDRESS, ADDRESS, ADDRESS, ADDRESS, ADDRESS);
    private static final MethodHandle SYSCALL_2 =
            NativeSys.variadic("syscall", 1, JAVA_LONG, JAVA_LONG, JAVA_INT, JAVA_INT);
    private static final MethodHandle SYSCALL_4 =
            NativeSys.variadic("syscall", 1, JAVA_LONG, JAVA_LONG, JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT);

    private NativeProcesses() {}

    static long posixSpawnFileActionsInit(MemorySegment actions) {
        try {
            MemorySegment errno = Scratch.current().errno;
            return -(long) (int) POSIX_SPAWN_FILE_ACTIONS_INIT.invokeExact(errno, actions);
        } catch (Throwable t) {
            throw NativeSys.unexpected(t);
        }
    }

    static long posixSpawnFileActionsAdddup2(MemorySegment actions, int fd, int newFd) {
        try {
            MemorySegment errno = Scratch.current().errno;
            return -(long) (int) POSIX_SPAWN_FILE_ACTIONS_ADDDUP2.invokeExact(errno, actions, fd, newFd);
        } catch (Throwable t) {
            throw NativeSys.unexpected(t);
        }
    }

    static long posixSpawnFileActionsAddopen(MemorySegment actions, int fd, MemorySegment path, int flags, int mode) {
        try {
            MemorySegment errno = Scratch.current().errno;
            return -(long) (int) POSIX_SPAWN_FILE_ACTIONS_ADDOPEN.invokeExact(errno, actions, fd, path, flags, mode);
        } catch (Throwable t) {
            throw NativeSys.unexpected(t);
        }
    }

    static long posixSpawnFileActionsAddclosefromNp(MemorySegment actions, int from) {
        try {
            MemorySegment errno = Scratch.current().errno;
            return -(long) (int) POSIX_SPAWN_FILE_ACTIONS_ADDCLOSEFROM_NP.invokeExact(errno, actions, from);
        } catch (Throwable t) {
            throw NativeSys.unexpected(t);
        }
    }

    static long posixSpawnFileActionsDestroy(MemorySegment actions) {
        try {
            MemorySegment errno = Scratch.current().errno;
            return -(long) (int) POSIX_SPAWN_FILE_ACTIONS_DESTROY.invokeExact(errno, actions);
        } catch (Throwable t) {
            throw NativeSys.unexpected(t);
        }
    }

    static long posixSpawnattrInit(MemorySegment attributes) {
        try {
            MemorySegment errno = Scratch.current().errno;
            return -(long) (int) POSIX_SPAWNATTR_INIT.invokeExact(errno, attributes);
        } catch (Throwable t) {
            throw NativeSys.unexpected(t);
        }
    }

    static long posixSpawnattrSetflags(MemorySegment attributes, int flags) {
        try {
            MemorySegment errno = Scratch.current().errno;
            return -(long) (int) POSIX_SPAWNATTR_SETFLAGS.invokeExact(errno, attributes, flags);
        } catch (Throwable t) {
            throw NativeSys.unexpected(t);
        }
    }

    static long posixSpawnattrSetpgroup(MemorySegment attributes, int group) {
        try {
            MemorySegment errno = Scratch.current().errno;
            return -(long) (int) POSIX_SPAWNATTR_SETPGROUP.invokeExact(errno, attributes, group);
        } catch (Throwable t) {
            throw NativeSys.unexpected(t);
        }
    }

    static long posixSpawnattrSetsigdefault(MemorySegment attributes, MemorySegment signals) {
        try {
            MemorySegment errno = Scratch.current().errno;
            return -(long) (int) POSIX_SPAWNATTR_SETSIGDEFAULT.invokeExact(errno, attributes, signals);
        } catch (Throwable t) {
            throw NativeSys.unexpected(t);
        }
    }

    static long posixSpawnattrSetsigmask(MemorySegment attributes, MemorySegment signals) {
        try {
            MemorySegment errno = Scratch.current().errno;
            return -(long) (int) POSIX_SPAWNATTR_SETSIGMASK.invokeExact(errno, attributes, signals);
        } catch (Throwable t) {
            throw NativeSys.unexpected(t);
        }
    }

    static long posixSpawnattrDestroy(MemorySegment attributes) {
        try {
            MemorySegment errno = Scratch.current().errno;
            return -(long) (int) POSIX_SPAWNATTR_DESTROY.invokeExact(errno, attributes);
        } catch (Throwable t) {
            throw NativeSys.unexpected(t);
        }
    }

    static long posixSpawn(MemorySegment pid, SpawnArguments arguments) {
        try {
            MemorySegment errno = Scratch.current().errno;
            return -(long) (int) POSIX_SPAWN.invokeExact(
                    errno,
                    pid,
                    arguments.path(),
                    arguments.actions(),
                    arguments.attributes(),
                    arguments.argv(),
                    arguments.envp());
        } catch (Throwable t) {
            throw NativeSys.unexpected(t);
        }
    }

    static long pidfdOpen(int pid, int flags) {
        try {
            MemorySegment errno = Scratch.current().errno;
            return NativeSys.result((long) SYSCALL_2.invokeExact(errno, Layouts.SYS_PIDFD_OPEN, pid, flags), errno);
        } catch (Throwable t) {
            throw NativeSys.unexpected(t);
        }
    }

    static long pidfdSendSignal(int pidfd, int signal) {
        try {
            MemorySegment errno = Scratch.current().errno;
            return NativeSys.result(
                    (long) SYSCALL_4.invokeExact(
                            errno, Layouts.SYS_PIDFD_SEND_SIGNAL, pidfd, signal, MemorySegment.NULL, 0),
                    errno);
        } catch (Throwable t) {
            throw NativeSys.unexpected(t);
        }
    }

    static long waitid(int kind, int id, MemorySegment info, int options) {
        try {
            MemorySegment errno = Scratch.current().errno;
            return NativeSys.result((int) WAITID.invokeExact(errno, kind, id, info, options), errno);
        } catch (Throwable t) {
            throw NativeSys.unexpected(t);
        }
    }

    static long kill(int pid, int signal) {
        try {
            MemorySegment errno = Scratch.current().errno;
            return NativeSys.result((int) KILL.invokeExact(errno, pid, signal), errno);
        } catch (Throwable t) {
            throw NativeSys.unexpected(t);
        }
    }
}
