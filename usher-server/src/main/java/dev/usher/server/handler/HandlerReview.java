package dev.usher.server.handler;

import dev.usher.config.Problem;
import dev.usher.config.Scope;
import dev.usher.config.Setting;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** What no name shows alone: whether there is such a handler. For check and the start; compiles nothing and runs nothing. */
public final class HandlerReview {
    private static final List<Setting<List<HandlerName>>> NAMES = List.of(
            HandlerSettings.MODULE,
            HandlerSettings.PRE_CONNECTION,
            HandlerSettings.PROCESS_CONNECTION,
            HandlerSettings.INPUT_FILTER,
            HandlerSettings.OUTPUT_FILTER);

    private HandlerReview() {}

    /** A notice for each name that nothing is found for, in a section and all within it. */
    public static List<Problem> of(Scope main, HandlerLibrary library) {
        List<Problem> found = new ArrayList<>();
        look(main, library, found);
        return List.copyOf(found);
    }

    private static void look(Scope scope, HandlerLibrary library, List<Problem> found) {
        for (Setting<List<HandlerName>> setting : NAMES) {
            if (scope.values().isSetHere(setting)) {
                scope.get(setting).stream()
                        .filter(name -> !library.exists(name))
                        .map(name -> setting + " " + name + ": there is no such handler yet; looked for "
                                + library.lookedFor(name))
                        .forEach(message -> found.add(Problem.notice(scope.origin(setting), message)));
            }
        }
        scope.children().forEach(child -> look(child, library, found));
    }

    /**
     * Loads what Module names, in a section and all within it: before the ports open.
     *
     * @throws IOException with the configuration's line and the handler; of a source with file, line and column
     */
    public static void loadModules(Scope scope, HandlerLibrary library) throws IOException {
        if (scope.values().isSetHere(HandlerSettings.MODULE)) {
            for (HandlerName name : scope.get(HandlerSettings.MODULE)) {
                try {
                    library.load(name);
                } catch (HandlerException e) {
                    String line = scope.origin(HandlerSettings.MODULE) + ": Module ";
                    throw new IOException(line + e.getMessage(), e);
                }
            }
        }
        for (Scope child : scope.children()) {
            loadModules(child, library);
        }
    }
}
