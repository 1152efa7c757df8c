package dev.usher.fd;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.concurrent.atomic.AtomicInteger;

/** The kernel, but for one call of one name, which fails without reaching it. */
public final class FailingCall implements AutoCloseable {
    private final Sys real;
    private final String name;
    private final Errno errno;
    private final AtomicInteger passed;

    private FailingCall(String name, Errno errno, int passed) {
        this.name = name;
        this.errno = errno;
        this.passed = new AtomicInteger(passed);
        Class<?>[] faces = {Sys.class};
        this.real = Kernel.install(
                (Sys) Proxy.newProxyInstance(Sys.class.getClassLoader(), faces, (_, m, args) -> called(m, args)));
    }

    /** Lets {@code passed} calls of that name through, and fails the next. */
    public static FailingCall after(int passed, String name, Errno errno) {
        return new FailingCall(name, errno, passed);
    }

    /** Whether the call was made. */
    public boolean happened() {
        return passed.get() < 0;
    }

    private Object called(Method method, Object[] arguments) throws Throwable {
        if (method.getName().equals(name) && passed.getAndDecrement() == 0) {
            return (long) -errno.number();
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
