package dev.usher.server.handler;

import java.lang.reflect.InvocationTargetException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * One object of each handler class: of a server (HandlerScope server), or of a connection. It dies with what holds it: the
 * {@link Generation} of the classes, or the connection's notes. For all threads.
 */
final class Instances {
    private final Map<Class<?>, Object> made = new ConcurrentHashMap<>();

    /**
     * The object, made by its public constructor without parameters when it is first asked for.
     *
     * @throws HandlerException where the constructor fails; nothing is kept, the next one who asks tries again
     */
    Object of(Class<?> type) throws HandlerException {
        Object known = made.get(type);
        if (known != null) {
            return known;
        }
        synchronized (made) {
            Object raced = made.get(type);
            Object object = raced == null ? construct(type) : raced;
            made.put(type, object);
            return object;
        }
    }

    private static Object construct(Class<?> type) throws HandlerException {
        try {
            return type.getConstructor().newInstance();
        } catch (InvocationTargetException | LinkageError e) {
            Throwable cause = causeOf(e);
            throw new HandlerException(type.getName() + ": its constructor failed: " + cause, cause);
        } catch (ReflectiveOperationException e) {
            throw new HandlerException(type.getName() + " cannot be made: " + e, e);
        }
    }

    private static Throwable causeOf(Throwable e) {
        @Nullable Throwable cause = e.getCause();
        return e instanceof InvocationTargetException && cause != null ? cause : e;
    }
}
