package dev.usher.server.filter;

import dev.usher.server.connection.Link;
import dev.usher.server.connection.Outcome;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The method that a {@link FilterInitHandler} names, ready to be run when its filter is added. */
public final class FilterInit {
    private final Method method;
    private final @Nullable Object target;

    private FilterInit(Method method, @Nullable Object target) {
        this.method = method;
        this.target = target;
    }

    /**
     * What the class of {@code filter} says.
     *
     * @return null where it says nothing
     * @throws IllegalArgumentException where what it names is not there, twice, or of another shape
     */
    public static @Nullable FilterInit of(Object filter) {
        Class<?> in = filter.getClass();
        FilterInitHandler named = in.getAnnotation(FilterInitHandler.class);
        if (named != null) {
            return named(named, in, filter, in.getName());
        }
        List<Method> marked = Arrays.stream(in.getDeclaredMethods())
                .filter(FilterInit::isMarkedItself)
                .toList();
        return marked.isEmpty() ? null : of(only(marked, in.getName()), filter);
    }

    /**
     * What {@code filterMethod} says, a filter that is a method.
     *
     * @param target the object whose method it is; null where both are static
     * @return null where it says nothing
     * @throws IllegalArgumentException where what it names is not there, twice, or of another shape
     */
    public static @Nullable FilterInit of(@Nullable Object target, Method filterMethod) {
        FilterInitHandler named = filterMethod.getAnnotation(FilterInitHandler.class);
        return named == null ? null : named(named, filterMethod.getDeclaringClass(), target, filterMethod.getName());
    }

    private static boolean isMarkedItself(Method method) {
        FilterInitHandler mark = method.getAnnotation(FilterInitHandler.class);
        return mark != null && mark.value().isEmpty();
    }

    private static FilterInit named(FilterInitHandler mark, Class<?> in, @Nullable Object target, String whose) {
        if (mark.value().isEmpty()) {
            throw new IllegalArgumentException("@FilterInitHandler of " + whose + " must name a method of " + in);
        }
        List<Method> found = Arrays.stream(in.getDeclaredMethods())
                .filter(method -> method.getName().equals(mark.value()))
                .toList();
        if (found.isEmpty()) {
            throw new IllegalArgumentException(
                    "@FilterInitHandler of " + whose + " names " + mark.value() + ", which " + in + " does not have");
        }
        return of(only(found, whose), target);
    }

    private static Method only(List<Method> found, String whose) {
        if (found.size() > 1) {
            throw new IllegalArgumentException(
                    whose + " has " + found.size() + " methods for @FilterInitHandler: " + found);
        }
        return found.getFirst();
    }

    private static FilterInit of(Method method, @Nullable Object target) {
        List<Class<?>> takes = List.of(method.getParameterTypes());
        boolean known = takes.isEmpty() || takes.equals(List.of(Link.class)) || takes.equals(List.of(FilterIo.class));
        boolean returns = method.getReturnType() == void.class || method.getReturnType() == Outcome.class;
        if (!known || !returns) {
            throw new IllegalArgumentException(
                    method + " cannot be a @FilterInitHandler: it must take nothing, a Link or a"
                            + " FilterIo, and return nothing or an Outcome");
        }
        if (target == null && !Modifier.isStatic(method.getModifiers())) {
            throw new IllegalArgumentException(method + " is to run without an object: it must be static");
        }
        method.setAccessible(true);
        return new FilterInit(method, target);
    }

    /**
     * Runs it for a filter that works on brigades.
     *
     * @throws IOException what it throws, or that it said anything but OK, DONE or nothing
     */
    public void run(Link link) throws IOException {
        run(link, null);
    }

    void run(Link link, @Nullable FilterIo io) throws IOException {
        Object outcome;
        try {
            outcome = method.invoke(target, arguments(link, io));
        } catch (InvocationTargetException e) {
            throw new IOException("the init handler " + name() + " failed: " + e.getCause(), e.getCause());
        } catch (IllegalAccessException e) {
            throw new IOException("the init handler " + name() + " cannot be called", e);
        }
        boolean isWell = outcome == null || outcome == Outcome.OK || outcome == Outcome.DONE; // null is a void's too
        if (!isWell) {
            throw new IOException("the init handler " + name() + " said " + outcome + " and not OK");
        }
    }

    private String name() {
        return method.getDeclaringClass().getName() + "." + method.getName();
    }

    private Object[] arguments(Link link, @Nullable FilterIo io) throws IOException {
        if (method.getParameterCount() == 0) {
            return new Object[0];
        }
        if (method.getParameterTypes()[0] == Link.class) {
            return new Object[] {link};
        }
        if (io == null) {
            throw new IOException("the init handler " + name() + " takes a FilterIo, its filter works on brigades:"
                    + " it must take a Link");
        }
        return new Object[] {io};
    }
}
