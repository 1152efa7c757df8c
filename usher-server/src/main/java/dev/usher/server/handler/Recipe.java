package dev.usher.server.handler;

import dev.usher.server.connection.Outcome;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandleProxies;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.List;
import java.util.stream.Collectors;

/**
 * How a handler's object is made: of its class, or of a method of it. Immutable, for all threads.
 *
 * @param <T> what a phase or chain takes
 */
@FunctionalInterface
interface Recipe<T> {
    /** The method that a class means by itself, as a Perl package means its {@code handler}. */
    String DEFAULT_METHOD = "handler";

    /**
     * Makes it.
     *
     * @param instances whose object of the class it uses
     * @throws HandlerException where the class's constructor fails
     */
    T make(Instances instances) throws HandlerException;

    /**
     * Finds the way to make it.
     *
     * @param forms the ways that count, best first
     * @throws HandlerException with what the class or method should be
     */
    static <T> Recipe<T> of(Handler handler, List<Form<T, ?>> forms) throws HandlerException {
        Class<?> type = handler.type();
        requirePublic(type);
        if (!handler.methods().isEmpty()) {
            return ofMethods(type, handler.methods(), forms);
        }
        for (Form<T, ?> form : forms) {
            if (!form.methodOnly() && form.written().isAssignableFrom(type)) {
                requireObjects(type);
                return ofClass(type, form);
            }
        }
        List<Method> methods = Members.methods(type, DEFAULT_METHOD);
        if (methods.isEmpty()) {
            throw new HandlerException(type.getName() + " implements no " + interfaces(forms)
                    + " and has no public method '" + DEFAULT_METHOD + "' that looks like " + shapes(forms));
        }
        return ofMethods(type, methods, forms);
    }

    private static <T, S> Recipe<T> ofClass(Class<?> type, Form<T, S> form) {
        return instances -> form.made().apply(form.written().cast(instances.of(type)));
    }

    private static <T> Recipe<T> ofMethods(Class<?> type, List<Method> methods, List<Form<T, ?>> forms)
            throws HandlerException {
        for (Form<T, ?> form : forms) {
            for (Method method : methods) {
                if (fits(method, form.shape())) {
                    return ofMethod(type, method, form);
                }
            }
        }
        throw new HandlerException(methods.getFirst() + " must look like " + shapes(forms));
    }

    private static boolean fits(Method method, MethodType shape) {
        boolean returns = method.getReturnType() == shape.returnType()
                || (method.getReturnType() == void.class && shape.returnType() == Outcome.class);
        return returns && List.of(method.getParameterTypes()).equals(shape.parameterList());
    }

    private static <T, S> Recipe<T> ofMethod(Class<?> type, Method method, Form<T, S> form) throws HandlerException {
        MethodHandle plain;
        try {
            plain = MethodHandles.publicLookup().unreflect(method).asFixedArity();
        } catch (IllegalAccessException e) {
            throw new HandlerException(method + " cannot be called: " + e.getMessage(), e);
        }
        MethodHandle handle =
                method.getReturnType() == void.class && form.shape().returnType() == Outcome.class
                        ? MethodHandles.filterReturnValue(plain, MethodHandles.constant(Outcome.class, Outcome.OK))
                        : plain;
        if (Modifier.isStatic(method.getModifiers())) {
            return _ -> form.made().apply(MethodHandleProxies.asInterfaceInstance(form.written(), handle));
        }
        requireObjects(type);
        return instances -> form.made()
                .apply(MethodHandleProxies.asInterfaceInstance(form.written(), handle.bindTo(instances.of(type))));
    }

    private static void requirePublic(Class<?> type) throws HandlerException {
        for (Class<?> around = type; around != null; around = around.getEnclosingClass()) {
            if (!Modifier.isPublic(around.getModifiers())) {
                throw new HandlerException("class " + around.getName() + " is not public");
            }
        }
    }

    private static void requireObjects(Class<?> type) throws HandlerException {
        if (Modifier.isAbstract(type.getModifiers())) {
            throw new HandlerException(type.getName() + " is abstract: no object of it can be made");
        }
        try {
            var _ = type.getConstructor();
        } catch (NoSuchMethodException e) {
            boolean inner = type.isMemberClass() && !Modifier.isStatic(type.getModifiers());
            throw new HandlerException(
                    type.getName()
                            + (inner
                                    ? " is an inner class: make it static"
                                    : " has no public constructor without parameters"),
                    e);
        }
    }

    private static <T> String interfaces(List<Form<T, ?>> forms) {
        return forms.stream()
                .filter(form -> !form.methodOnly())
                .map(form -> form.written().getSimpleName())
                .collect(Collectors.joining(" or "));
    }

    private static <T> String shapes(List<Form<T, ?>> forms) {
        return forms.stream().map(Form::shape).map(Recipe::text).collect(Collectors.joining(" or "));
    }

    private static String text(MethodType shape) {
        String result = shape.returnType() == Outcome.class
                ? "public Outcome|void NAME"
                : "public " + shape.returnType().getSimpleName() + " NAME";
        return shape.parameterList().stream()
                .map(Class::getSimpleName)
                .collect(Collectors.joining(", ", result + "(", ")"));
    }
}
