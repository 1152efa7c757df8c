package dev.usher.fd;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.MemorySegment;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.concurrent.atomic.AtomicInteger;

/** The kernel, but for the next calls of one name, which fail or find nothing. For tests of what stands on this room. */
public final class FaultyCall implements AutoCloseable {
    private final Sys real;
    private final String name;
    private final long answer;
    private final AtomicInteger left;
    private final AtomicInteger firstBytes;

    private FaultyCall(String name, long answer, int times, int firstBytes) {
        this.name = name;
        this.answer = answer;
        this.firstBytes = new AtomicInteger(firstBytes);
        this.left = new AtomicInteger(times);
        Class<?>[] faces = {Sys.class};
        this.real = Kernel.install(
                (Sys) Proxy.newProxyInstance(Sys.class.getClassLoader(), faces, (_, m, args) -> called(m, args)));
    }

    /** The next {@code times} calls of that name fail with this error, without reaching the kernel. */
    public static FaultyCall failing(String name, Errno errno, int times) {
        return new FaultyCall(name, -errno.number(), times, 0);
    }

    /** The next recvmsg says 0 and leaves the message where it is: the kernel's race (unix(7) has no word of it). */
    public static FaultyCall falseEnd() {
        return new FaultyCall("recvmsg", 0, 1, 0);
    }

    /** The next sendmsg takes so many bytes; those after it block, so many times. */
    public static FaultyCall shortSend(int bytes, int blockedTimes) {
        return new FaultyCall("sendmsg", -Errno.EAGAIN.number(), blockedTimes, bytes);
    }

    /** How many calls are to fail still. */
    public int left() {
        return Math.max(0, left.get());
    }

    private Object called(Method method, Object[] arguments) throws Throwable {
        int bytes = method.getName().equals("sendmsg") ? firstBytes.getAndSet(0) : 0;
        if (bytes > 0) {
            Scratch.current().iovec.set(JAVA_LONG, Layouts.IOVEC_LENGTH, bytes);
        } else if (method.getName().equals(name) && left.getAndDecrement() > 0) {
            if (name.equals("recvmsg")) {
                ((MemorySegment) arguments[1]).set(JAVA_LONG, Layouts.MSGHDR_CONTROLLEN, 0);
            }
            return answer;
        }
        try {
            return method.invoke(real, arguments);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }

    @Override
    public void close() {
        Kernel.install(real);
    }
}
