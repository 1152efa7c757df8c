package dev.usher.server.handler;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Loads classes that were compiled in memory; its own come before those of the class path, so that a source that was named
 * itself is what runs. Nothing but its classes, their objects and a {@link Generation} refers to it: when the last of them is
 * gone it is collected. For all threads.
 */
final class CompiledLoader extends ClassLoader {
    static {
        registerAsParallelCapable();
    }

    private final Map<String, byte[]> undefined = new ConcurrentHashMap<>();

    CompiledLoader(ClassLoader classPath) {
        super("handlers", classPath);
    }

    /** Adds a class that none of those loaded so far has asked for. */
    void add(String className, byte[] bytes) {
        undefined.put(className, bytes);
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
        synchronized (getClassLoadingLock(name)) {
            Class<?> known = findLoadedClass(name);
            if (known != null) {
                return known;
            }
            byte[] bytes = undefined.remove(name);
            return bytes == null ? super.loadClass(name, resolve) : defineClass(name, bytes, 0, bytes.length);
        }
    }

    @Override
    protected Class<?> findClass(@Nullable String name) throws ClassNotFoundException {
        throw new ClassNotFoundException(name);
    }
}
