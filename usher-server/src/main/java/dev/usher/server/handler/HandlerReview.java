package dev.usher.server.handler;

import dev.usher.config.Problem;
import dev.usher.config.Scope;
import dev.usher.config.Setting;
import dev.usher.server.connection.InputFilter;
import dev.usher.server.connection.OutputFilter;
import dev.usher.server.connection.PreConnectionHandler;
import dev.usher.server.connection.ProcessConnectionHandler;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What no name shows alone: whether there is such a handler, and whether it can be used. For check and the start. */
public final class HandlerReview {
    /** What each directive wants of a handler. */
    private static final Map<Setting<List<HandlerName>>, Class<?>> STYLES = styles();

    private final HandlerLibrary library;
    private final List<Problem> found = new ArrayList<>();

    private HandlerReview(HandlerLibrary library) {
        this.library = library;
    }

    private static Map<Setting<List<HandlerName>>, Class<?>> styles() {
        Map<Setting<List<HandlerName>>, Class<?>> styles = new LinkedHashMap<>();
        styles.put(HandlerSettings.PRE_CONNECTION, PreConnectionHandler.class);
        styles.put(HandlerSettings.PROCESS_CONNECTION, ProcessConnectionHandler.class);
        styles.put(HandlerSettings.INPUT_FILTER, InputFilter.class);
        styles.put(HandlerSettings.OUTPUT_FILTER, OutputFilter.class);
        return styles;
    }

    /** A notice for each name that nothing is found for; compiles nothing. */
    public static List<Problem> notices(Scope main, HandlerLibrary library) {
        HandlerReview review = new HandlerReview(library);
        review.exist(main);
        return review.found;
    }

    /**
     * An error for each Module that is there and cannot be compiled, and for each handler that is at hand then and is none of
     * the kind its directive wants. Runs no code of them.
     */
    public static List<Problem> errors(Scope main, HandlerLibrary library) {
        HandlerReview review = new HandlerReview(library);
        review.modules(main, name -> {
            if (library.exists(name)) {
                var _ = library.find(name);
            }
        });
        review.kinds(main);
        return review.found;
    }

    /** Loads each Module and initialises it; the errors of {@link #errors}, and one for each Module that is not there. */
    public static List<Problem> load(Scope main, HandlerLibrary library) {
        HandlerReview review = new HandlerReview(library);
        review.modules(main, library::load);
        review.kinds(main);
        return review.found;
    }

    private void exist(Scope scope) {
        List<Setting<List<HandlerName>>> all = new ArrayList<>(List.of(HandlerSettings.MODULE));
        all.addAll(STYLES.keySet());
        for (Setting<List<HandlerName>> setting : all) {
            for (HandlerName name : named(scope, setting)) {
                if (!library.exists(name)) {
                    String looked = ": there is no such handler yet; looked for " + library.lookedFor(name);
                    found.add(Problem.notice(scope.origin(setting), setting + " " + name + looked));
                }
            }
        }
        scope.children().forEach(this::exist);
    }

    /** What is done with a handler's name. */
    private interface Look {
        void at(HandlerName name) throws HandlerException;
    }

    private void modules(Scope scope, Look look) {
        for (HandlerName name : named(scope, HandlerSettings.MODULE)) {
            look(scope, HandlerSettings.MODULE, name, look);
        }
        scope.children().forEach(child -> modules(child, look));
    }

    private void kinds(Scope scope) {
        STYLES.forEach((setting, style) -> {
            for (HandlerName name : named(scope, setting)) {
                if (library.isAtHand(name)) {
                    look(scope, setting, name, one -> library.check(one, style));
                }
            }
        });
        scope.children().forEach(this::kinds);
    }

    private void look(Scope scope, Setting<List<HandlerName>> setting, HandlerName name, Look look) {
        try {
            look.at(name);
        } catch (HandlerException e) {
            found.add(Problem.error(scope.origin(setting), setting + " " + e.getMessage()));
        }
    }

    private static List<HandlerName> named(Scope scope, Setting<List<HandlerName>> setting) {
        return scope.values().isSetHere(setting) ? scope.get(setting) : List.of();
    }
}
