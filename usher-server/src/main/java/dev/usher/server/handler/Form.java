package dev.usher.server.handler;

import dev.usher.server.connection.InputFilter;
import dev.usher.server.connection.OutputFilter;
import dev.usher.server.connection.PreConnectionHandler;
import dev.usher.server.connection.ProcessConnectionHandler;
import java.lang.invoke.MethodType;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * One way to write a handler: by an interface, or by a method like the interface's only one. A further way is a further row.
 *
 * @param wanted what a phase or chain takes
 * @param written what a class implements, or a method looks like; a public interface with one abstract method
 * @param methodOnly whether only methods count: a class that implements {@code written} means something else by it
 * @param made makes the one of the other
 */
public record Form<T, S>(Class<T> wanted, Class<S> written, boolean methodOnly, Function<S, T> made) {

    /** All rows, best first. */
    private static final List<Form<?, ?>> ROWS = List.of(
            of(PreConnectionHandler.class),
            methods(PreConnectionHandler.class, ProcessConnectionHandler.class, one -> (c, _) -> one.handle(c)),
            of(ProcessConnectionHandler.class),
            methods(
                    ProcessConnectionHandler.class,
                    PreConnectionHandler.class,
                    two -> c -> two.handle(c, c.clientSocket())),
            of(InputFilter.class),
            of(OutputFilter.class));

    /** The interface itself, and methods like its own. */
    public static <T> Form<T, T> of(Class<T> wanted) {
        return new Form<>(wanted, wanted, false, Function.identity());
    }

    /** Another interface, that {@code made} makes the wanted one of; and methods like its own. */
    public static <T, S> Form<T, S> of(Class<T> wanted, Class<S> written, Function<S, T> made) {
        return new Form<>(wanted, written, false, made);
    }

    private static <T, S> Form<T, S> methods(Class<T> wanted, Class<S> written, Function<S, T> made) {
        return new Form<>(wanted, written, true, made);
    }

    /** The ways to write a {@code wanted}; an interface without a row of its own can be written as itself. */
    static <T> List<Form<T, ?>> rows(Class<T> wanted, List<Form<?, ?>> more) {
        List<Form<T, ?>> fitting = Stream.concat(ROWS.stream(), more.stream())
                .filter(row -> row.wanted == wanted)
                .<Form<T, ?>>map(Form::cast)
                .toList();
        return fitting.isEmpty() ? List.of(of(wanted)) : fitting;
    }

    @SuppressWarnings("unchecked") // wanted was compared
    private static <T> Form<T, ?> cast(Form<?, ?> row) {
        return (Form<T, ?>) row;
    }

    /** What a method must look like. */
    MethodType shape() {
        Method only = Arrays.stream(written.getMethods())
                .filter(m -> Modifier.isAbstract(m.getModifiers()))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException(written + " has no abstract method"));
        return MethodType.methodType(only.getReturnType(), only.getParameterTypes());
    }
}
