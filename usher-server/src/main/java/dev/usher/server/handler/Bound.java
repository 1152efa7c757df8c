package dev.usher.server.handler;

import dev.usher.server.connection.Connection;
import dev.usher.server.connection.Filter;
import dev.usher.server.connection.PhaseHandler;
import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.Modifier;
import org.jspecify.annotations.Nullable;

/**
 * One handler's name at one place of the configuration. The first connection that asks has it found, and compiled where it
 * is a source; so all methods but {@link #name}, {@link #ready} and {@link #isForLoops} may wait, and are for a connection's
 * driver that may, or for the start. {@link #on} and {@link #element} do not wait any more once it is ready.
 *
 * @param <T> the interface its place wants
 */
public final class Bound<T> {
    private final HandlerLibrary library;
    private final HandlerName name;
    private final Class<T> style;
    private final HandlerRules rules;
    private volatile @Nullable Handler found;
    private volatile @Nullable T shared;
    private volatile boolean forLoops;

    Bound(HandlerLibrary library, HandlerName name, Class<T> style, HandlerRules rules) {
        this.library = library;
        this.name = name;
        this.style = style;
        this.rules = rules;
    }

    /** The name as it was written; what logs say. */
    public HandlerName name() {
        return name;
    }

    /**
     * The handler for a connection: the same one, and of the same code, as long as the connection lives (with HandlerScope
     * server the object is one for all of the server).
     *
     * @throws HandlerException where it is not found, does not compile, or is no such handler
     */
    public T on(Connection connection) throws HandlerException {
        T known = shared;
        if (known != null) {
            return known;
        }
        Handler handler = handler(connection);
        T made = library.recipe(handler, style).make(instances(connection, handler));
        if (rules.sameForAll()) {
            forLoops = saysItNeverWaits(made);
            shared = made;
        }
        return made;
    }

    private static boolean saysItNeverWaits(Object made) {
        return switch (made) {
            case PhaseHandler handler -> handler.nonBlocking();
            case Filter filter -> filter.nonBlocking();
            default -> false;
        };
    }

    private Instances instances(Connection connection, Handler handler) {
        return rules.scope() == HandlerScope.CONNECTION ? Pinned.of(connection).instances() : handler.instances();
    }

    /**
     * Another method of the handler's class, on the same object and of the same code: one that an annotation names.
     *
     * @param method its name, as behind {@code ::}
     * @param style the interface it is wanted as
     * @throws HandlerException where there is none, or it does not look so
     */
    public <U> U sibling(Connection connection, String method, Class<U> style) throws HandlerException {
        Handler handler = handler(connection);
        try {
            Handler other = Members.of(handler.type(), name, method, handler.instances());
            return library.recipe(other, style).make(instances(connection, handler));
        } catch (HandlerException e) {
            throw e.about(name);
        }
    }

    /**
     * The object whose method the handler is; null where the method is of no object. The same one as long as the connection
     * lives.
     */
    @Nullable
    Object object(Connection connection) throws HandlerException {
        Handler handler = handler(connection);
        boolean isOfNoObject = handler.methods().stream().allMatch(method -> Modifier.isStatic(method.getModifiers()));
        return isOfNoObject ? null : instances(connection, handler).of(handler.type());
    }

    /** The handler, where one object of it serves all connections and was made already; else null. Never waits. */
    public @Nullable T ready() {
        return shared;
    }

    /**
     * Whether it may run on an event loop: it is {@link #ready}, and says that it never waits; it was asked once, when it was
     * made. Once true for good; never waits itself. For all threads.
     */
    public boolean isForLoops() {
        return ready() != null && forLoops;
    }

    /**
     * The class or method that was found, for its annotations.
     *
     * @throws HandlerException where it is not found or does not compile
     */
    public AnnotatedElement element(Connection connection) throws HandlerException {
        return handler(connection).element();
    }

    private Handler handler(Connection connection) throws HandlerException {
        if (rules.reload()) {
            return Pinned.of(connection).handler(name, library);
        }
        Handler known = found;
        if (known == null) {
            known = library.find(name);
            found = known;
        }
        return known;
    }

    @Override
    public String toString() {
        return style.getSimpleName() + " " + name;
    }
}
