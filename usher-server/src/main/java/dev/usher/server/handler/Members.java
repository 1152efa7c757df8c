package dev.usher.server.handler;

import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Finds what {@code Class::name} means in a class: a nested class, or the public methods of that name. */
final class Members {
    private static final Pattern UNDERSCORE = Pattern.compile("_([a-z0-9])");

    private Members() {}

    /**
     * The member; {@code lowercase_filter} also means {@code lowercaseFilter}.
     *
     * @throws HandlerException with the names there are
     */
    static Handler of(Class<?> owner, HandlerName name, String member, Instances instances) throws HandlerException {
        for (Class<?> nested : owner.getDeclaredClasses()) {
            if (nested.getSimpleName().equals(member)) {
                return new Handler(name, nested, List.of(), instances);
            }
        }
        List<Method> methods = methods(owner, member);
        if (methods.isEmpty()) {
            throw new HandlerException(missing(owner, member));
        }
        return new Handler(name, owner, methods, instances);
    }

    /** The public methods of that name; none where there are none. */
    static List<Method> methods(Class<?> owner, String name) {
        List<Method> exact = named(owner, name::equals);
        String camel = camel(name);
        return exact.isEmpty() ? named(owner, camel::equals) : exact;
    }

    private static List<Method> named(Class<?> owner, Predicate<String> name) {
        return Arrays.stream(owner.getMethods())
                .filter(m -> !m.isBridge() && name.test(m.getName()))
                .toList();
    }

    private static String camel(String name) {
        return UNDERSCORE.matcher(name).replaceAll(m -> m.group(1).toUpperCase(Locale.ROOT));
    }

    private static String missing(Class<?> owner, String member) {
        boolean hidden = Arrays.stream(owner.getDeclaredMethods())
                .anyMatch(m -> m.getName().equals(member) || m.getName().equals(camel(member)));
        if (hidden) {
            return owner.getName() + "." + member + " is not public";
        }
        String there = Arrays.stream(owner.getDeclaredMethods())
                .filter(m -> !m.isSynthetic() && owner.equals(m.getDeclaringClass()))
                .map(Method::getName)
                .distinct()
                .sorted()
                .limit(20)
                .collect(Collectors.joining(", "));
        return owner.getName() + " has no public method and no nested class '" + member + "'; its methods: "
                + (there.isEmpty() ? "none" : there);
    }
}
