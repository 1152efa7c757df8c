package dev.usher.server.content.java;

import dev.usher.config.BadValue;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Modifier;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The class that {@code SetHandler java:NAME} names. Any thread.
 *
 * @param className full, as {@link Class#getName} gives it: a nested class has a dollar sign
 */
public record HandlerName(String className) {
    /** What {@code SetHandler} takes, for messages. */
    public static final String SYNTAX = "java:CLASS";

    private static final Pattern FORM = Pattern.compile("[\\p{L}_$][\\p{L}\\p{N}_$]*(\\.[\\p{L}_$][\\p{L}\\p{N}_$]*)*");
    private static final String WANTED = "it must be a public class that implements " + JavaHandler.class.getName()
            + " and has a public constructor without parameters";

    /** The class cannot be used; the message says what was looked for. */
    public static final class UnusableException extends Exception {
        private static final long serialVersionUID = 1L;

        UnusableException(String message, @Nullable Throwable cause) {
            super(message, cause);
        }
    }

    /**
     * Reads what stands behind {@code SetHandler}.
     *
     * @param word begins with {@code java:}
     * @throws BadValue where no class can have that name
     */
    public static HandlerName parse(String word) throws BadValue {
        String name = word.substring("java:".length());
        if (!FORM.matcher(name).matches()) {
            throw new BadValue("must name a class behind java:, such as java:com.example.Hello", word);
        }
        return new HandlerName(name);
    }

    /**
     * Looks for the class; runs no code of it.
     *
     * @throws UnusableException where it is not there, or no handler
     */
    public Constructor<? extends JavaHandler> find() throws UnusableException {
        Class<?> found = load();
        if (!JavaHandler.class.isAssignableFrom(found)) {
            throw unusable("is no JavaHandler");
        }
        if (Modifier.isAbstract(found.getModifiers())) {
            throw unusable("is abstract");
        }
        if (!isPublic(found)) {
            throw unusable("is not public");
        }
        try {
            return found.asSubclass(JavaHandler.class).getConstructor();
        } catch (NoSuchMethodException e) {
            throw unusable("has no public constructor without parameters");
        }
    }

    private Class<?> load() throws UnusableException {
        Class<?> found = named(className);
        if (found == null) {
            int dot = className.lastIndexOf('.');
            String nested = dot < 0 ? className : className.substring(0, dot) + "$" + className.substring(dot + 1);
            String hint = named(nested) == null ? "" : "; there is java:" + nested;
            throw unusable(
                    "is not on the class path, where " + className.replace('.', '/') + ".class was looked for" + hint);
        }
        return found;
    }

    private static @Nullable Class<?> named(String name) throws UnusableException {
        try {
            return Class.forName(name, false, HandlerName.class.getClassLoader());
        } catch (ClassNotFoundException e) {
            return null;
        } catch (LinkageError e) {
            throw new UnusableException("java:" + name + " cannot be loaded: " + e, e);
        }
    }

    private static boolean isPublic(Class<?> type) {
        Class<?> around = type.getEnclosingClass();
        return Modifier.isPublic(type.getModifiers()) && (around == null || isPublic(around));
    }

    private UnusableException unusable(String why) {
        return new UnusableException("java:" + className + " " + why + "; " + WANTED, null);
    }

    /**
     * Makes a handler.
     *
     * @throws UnusableException where the class cannot be used or its constructor throws
     */
    public JavaHandler make() throws UnusableException {
        try {
            return find().newInstance();
        } catch (InvocationTargetException | LinkageError e) {
            Throwable cause = e instanceof InvocationTargetException && e.getCause() != null ? e.getCause() : e;
            throw new UnusableException("java:" + className + ": its constructor failed: " + cause, cause);
        } catch (ReflectiveOperationException e) {
            throw new UnusableException("java:" + className + " cannot be made: " + e, e);
        }
    }

    @Override
    public String toString() {
        return className;
    }
}
