package dev.usher.fd;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;

/** The kernel, but for one call that fails, or one name whose every call does. Remembers the calls made. */
final class FaultySys implements AutoCloseable {
    private final Sys real;
    private final List<String> calls = new ArrayList<>();
    private final int failingCall;
    private final String failingName;
    private final long error;

    private FaultySys(int failingCall, String failingName, Errno errno) {
        this.failingCall = failingCall;
        this.failingName = failingName;
        this.error = -errno.number();
        Sys faulty = (Sys) Proxy.newProxyInstance(
                Sys.class.getClassLoader(),
                new Class<?>[] {Sys.class},
                (_, method, arguments) -> called(method, arguments == null ? new Object[0] : arguments));
        real = Kernel.install(faulty);
    }

    /** Fails nothing. */
    static FaultySys recording() {
        return new FaultySys(0, "", Errno.UNKNOWN);
    }

    /** Fails the k-th call, counted from 1. */
    static FaultySys failing(int k, Errno errno) {
        return new FaultySys(k, "", errno);
    }

    /** Fails every call of that name. */
    static FaultySys failingAll(String name, Errno errno) {
        return new FaultySys(0, name, errno);
    }

    private Object called(java.lang.reflect.Method method, Object[] arguments) throws Throwable {
        calls.add(method.getName());
        boolean fails = calls.size() == failingCall || method.getName().equals(failingName);
        // A close that fails has freed the number all the same (close(2)).
        if (fails && !method.getName().equals("close")) {
            return error;
        }
        try {
            Object result = method.invoke(real, arguments);
            return fails ? error : result;
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }

    List<String> calls() {
        return calls;
    }

    @Override
    public void close() {
        Kernel.install(real);
    }
}
