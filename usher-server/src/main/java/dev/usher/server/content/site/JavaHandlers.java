package dev.usher.server.content.site;

import dev.usher.config.Origin;
import dev.usher.config.Scope;
import dev.usher.config.Values;
import dev.usher.server.content.Workers;
import dev.usher.server.content.java.JavaContent;
import dev.usher.server.content.java.JavaHandler;
import dev.usher.server.content.java.JavaSettings;
import dev.usher.server.handler.HandlerException;
import dev.usher.server.handler.HandlerLibrary;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The Java handlers of a server: one object for each {@code SetHandler} line, and one set of permits for each line and each
 * HandlerPermits that applies to it. Safe for all threads.
 */
final class JavaHandlers {
    /** A line counts by itself, not by what it says: two lines that name one class get two objects. */
    private final Map<HandlerChoice.Java, JavaHandler> made = new ConcurrentHashMap<>();

    private final Map<Key, JavaContent> contents = new ConcurrentHashMap<>();

    private final Map<String, Integer> labels = new ConcurrentHashMap<>();

    private record Key(HandlerChoice.Java line, Origin permits) {}

    /** Makes the handlers of a section and all within it. */
    void make(Scope scope, HandlerLibrary library) throws IOException {
        if (scope.values().isSetHere(SiteSettings.SET_HANDLER)
                && scope.get(SiteSettings.SET_HANDLER) instanceof HandlerChoice.Java line) {
            try {
                made.put(line, library.make(line.name(), JavaHandler.class));
                var _ = at(line, scope.values()); // so that it is listed before it is first asked
            } catch (HandlerException e) {
                String where = scope.origin(SiteSettings.SET_HANDLER) + ": SetHandler " + HandlerChoice.JAVA;
                throw new IOException(where + e.getMessage(), e);
            }
        }
        for (Scope child : scope.children()) {
            make(child, library);
        }
    }

    JavaContent at(HandlerChoice.Java line, Values values) {
        Key key = new Key(line, values.origin(JavaSettings.HANDLER_PERMITS));
        return contents.computeIfAbsent(key, _ -> make(line, values));
    }

    private JavaContent make(HandlerChoice.Java line, Values values) {
        String name = line.name().className();
        int number = labels.merge(name, 1, Integer::sum);
        String label = number == 1 ? name : name + "#" + number;
        return new JavaContent(line.name(), handler(line), label, values.get(JavaSettings.HANDLER_PERMITS));
    }

    /** All of them, each with what it is doing. */
    List<Workers.Account> accounts() {
        return contents.values().stream().map(JavaContent::account).toList();
    }

    private JavaHandler handler(HandlerChoice.Java line) {
        JavaHandler known = made.get(line);
        if (known == null) {
            throw new IllegalStateException("java:" + line.name() + " was not made at the start");
        }
        return known;
    }
}
