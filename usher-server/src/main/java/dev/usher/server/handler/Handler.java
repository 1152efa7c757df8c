package dev.usher.server.handler;

import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.Method;
import java.util.List;

/**
 * What a name was found to mean: a class, or the methods of one name in a class. Holds its class, and so its class loader.
 *
 * @param name as written
 * @param type the class
 * @param methods the methods meant; empty where the class itself is
 * @param instances where the objects of HandlerScope server are
 */
record Handler(HandlerName name, Class<?> type, List<Method> methods, Instances instances) {
    /** Keeps a copy. */
    Handler {
        methods = List.copyOf(methods);
    }

    /** What its annotations stand on: the class, or the method (of several the first). */
    AnnotatedElement element() {
        return methods.isEmpty() ? type : methods.getFirst();
    }
}
