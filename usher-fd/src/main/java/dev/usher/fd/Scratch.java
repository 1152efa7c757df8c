package dev.usher.fd;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.ref.WeakReference;
import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Native memory of one thread for the arguments of its calls, used again by each: no arena a call.
 *
 * <p>An area holds what it holds for the length of one method of this package; methods that call each other must not
 * rely on an area across the call. About 7 kB a thread, and up to {@value #DATA_MAX} bytes more where the thread sends
 * or receives heap buffers. It is freed with the thread, or when a later
 * one takes its place among the recent ones.
 */
final class Scratch {
    /** The largest staging area kept for heap buffers; the largest message a default kernel takes is 212,960 bytes. */
    static final int DATA_MAX = 1 << 20;

    /** Room for credentials, a security label and a pidfd, where a socket was told to receive those too. */
    static final int OTHER_CONTROL = 352;

    /** The control area: all descriptors a message can carry, and {@value #OTHER_CONTROL} bytes for others. */
    static final int CONTROL_SIZE = Layouts.cmsgSpace(4 * Layouts.MAX_DESCRIPTORS) + OTHER_CONTROL;

    /** The option area: the largest thing asked for is a tcp_info, then a siginfo_t. */
    static final int OPTION_SIZE = 256;

    private static final ThreadLocal<Scratch> CURRENT = ThreadLocal.withInitial(Scratch::first);

    /**
     * The scratches of the threads that called last, by their numbers: {@link ThreadLocal#get} asks the JVM whether a weak
     * reference holds it, a call into the JVM where only the first compiler runs, and every system call would pay it.
     */
    private static final @Nullable Scratch[] RECENT = new Scratch[16];

    private static final AtomicLong ALLOCATED = new AtomicLong();

    final MemorySegment errno;
    final MemorySegment message;
    final MemorySegment iovec;
    final MemorySegment address;
    final MemorySegment option;
    final MemorySegment optionLength;
    final MemorySegment statx;
    final MemorySegment path;
    final MemorySegment control;
    private MemorySegment data = MemorySegment.NULL;
    private final Thread owner = Thread.currentThread();
    private WeakReference<ByteBuffer> lastDirect = new WeakReference<>(null);
    private long lastDirectBase;

    private Scratch() {
        Arena arena = Arena.ofAuto();
        errno = area(arena, 8);
        message = area(arena, Layouts.MSGHDR_SIZE);
        iovec = area(arena, Layouts.IOVEC_SIZE);
        address = area(arena, Layouts.SOCKADDR_STORAGE_SIZE);
        option = area(arena, OPTION_SIZE);
        optionLength = area(arena, 8);
        statx = area(arena, Layouts.STATX_SIZE);
        path = area(arena, Layouts.PATH_MAX + 1);
        control = area(arena, CONTROL_SIZE);
    }

    /**
     * The kernel's calls are set up, and their layouts checked, before an area is given out: the check makes calls of its
     * own, and what the process's first call had written would be theirs.
     */
    private static Scratch first() {
        Kernel.start();
        return new Scratch();
    }

    private static MemorySegment area(Arena arena, long bytes) {
        ALLOCATED.addAndGet(bytes);
        return arena.allocate(bytes, 16);
    }

    static Scratch current() {
        Thread caller = Thread.currentThread();
        int place = (int) caller.threadId() & (RECENT.length - 1);
        Scratch recent = RECENT[place];
        if (recent != null && recent.owner == caller) {
            return recent;
        }
        Scratch own = CURRENT.get();
        if (!caller.isVirtual()) {
            RECENT[place] = own;
        }
        return own;
    }

    /** Bytes of native memory all threads together ever took; does not move while a thread repeats itself. */
    static long allocatedBytes() {
        return ALLOCATED.get();
    }

    /**
     * Memory for a heap buffer's bytes on their way; at most {@value #DATA_MAX} of it is kept, more than that is the
     * collector's to free.
     */
    MemorySegment data(int bytes) {
        if (bytes > DATA_MAX) {
            return Arena.ofAuto().allocate(bytes, 16);
        }
        if (data.byteSize() < bytes) {
            int size = Math.max(4096, Integer.highestOneBit(Math.max(1, bytes - 1)) << 1);
            data = area(Arena.ofAuto(), size);
        }
        return data;
    }

    /**
     * Where byte 0 of a direct buffer is. Asked for the same buffer again it makes no object, so that a loop which sends
     * from one buffer allocates nothing.
     */
    @SuppressWarnings("ReferenceEquality") // the same buffer is meant; refersTo would be a call into the JVM again
    long baseAddress(ByteBuffer direct) {
        if (lastDirect.get() != direct) {
            lastDirectBase = MemorySegment.ofBuffer(direct).address() - direct.position();
            lastDirect = new WeakReference<>(direct);
        }
        return lastDirectBase;
    }

    int optionInt() {
        return option.get(ValueLayout.JAVA_INT, 0);
    }
}
