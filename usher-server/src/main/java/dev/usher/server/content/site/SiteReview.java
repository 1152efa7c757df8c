package dev.usher.server.content.site;

import dev.usher.config.Configuration;
import dev.usher.config.Occurrence;
import dev.usher.config.Problem;
import dev.usher.config.Scope;
import dev.usher.server.content.java.JavaHandler;
import dev.usher.server.handler.HandlerException;
import dev.usher.server.handler.HandlerLibrary;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** What no value shows alone: words without a meaning here, directories that are not there. For the start and check. */
public final class SiteReview {
    private static final Set<String> MEANT = Set.of("none", "all", "followsymlinks");

    private final Configuration configuration;
    private final HandlerLibrary handlers;
    private final List<Problem> found = new ArrayList<>();

    private SiteReview(Configuration configuration, HandlerLibrary handlers) {
        this.configuration = configuration;
        this.handlers = handlers;
    }

    /**
     * Errors and notices, in the order of the file's sections.
     *
     * @param handlers where Java handlers are looked for; a source is compiled
     */
    public static List<Problem> of(Configuration configuration, HandlerLibrary handlers) {
        SiteReview review = new SiteReview(configuration, handlers);
        review.look(configuration.main());
        return List.copyOf(review.found);
    }

    private void look(Scope scope) {
        allowOverride(scope);
        options(scope);
        documentRoot(scope);
        require(scope);
        handler(scope);
        scope.children().forEach(this::look);
    }

    private void allowOverride(Scope scope) {
        if (scope.values().isSetHere(SiteSettings.ALLOW_OVERRIDE)
                && scope.get(SiteSettings.ALLOW_OVERRIDE).stream().anyMatch(word -> !word.equalsIgnoreCase("none"))) {
            for (Occurrence at : scope.values().occurrences(SiteSettings.ALLOW_OVERRIDE)) {
                notice(at, "AllowOverride " + at.written() + " has no effect: .htaccess files are never read");
            }
        }
    }

    private void options(Scope scope) {
        if (!scope.values().isSetHere(SiteSettings.OPTIONS)) {
            return;
        }
        for (Occurrence at : scope.values().occurrences(SiteSettings.OPTIONS)) {
            List<String> idle = List.of(at.written().split("[\\s\"']+", -1)).stream()
                    .filter(word -> !word.isEmpty() && !word.startsWith("-"))
                    .map(word -> word.startsWith("+") ? word.substring(1) : word)
                    .filter(word -> !MEANT.contains(word.toLowerCase(Locale.ROOT)))
                    .toList();
            if (!idle.isEmpty()) {
                notice(
                        at,
                        "Options " + String.join(" ", idle) + " has no effect; only FollowSymLinks has a meaning here");
            }
        }
    }

    private void documentRoot(Scope scope) {
        if (!scope.values().isSetHere(SiteSettings.DOCUMENT_ROOT)) {
            return;
        }
        Path root = configuration.baseDirectory().resolve(scope.get(SiteSettings.DOCUMENT_ROOT));
        if (!Files.isDirectory(root)) {
            Occurrence at =
                    scope.values().occurrences(SiteSettings.DOCUMENT_ROOT).getLast();
            notice(at, "DocumentRoot " + root + " is no directory; until it is, nothing is found in it");
        }
    }

    /** A {@code not} lets nobody in by itself: it needs a line beside it that does. */
    private void require(Scope scope) {
        List<Requirement> parts = Requirement.parts(scope);
        boolean inAll = scope.is(SiteSettings.REQUIRE_ALL);
        boolean negated = parts.stream().anyMatch(Requirement.Not.class::isInstance);
        boolean positive = parts.stream().anyMatch(part -> !(part instanceof Requirement.Not));
        boolean section = inAll || scope.is(SiteSettings.REQUIRE_ANY);
        if (negated && !inAll) {
            error(scope, "'Require not' counts within <RequireAll> only, beside a Require that lets in");
        } else if (section && !positive) {
            error(scope, scope.section().title() + " needs a Require that lets in, such as 'Require all granted'");
        }
    }

    /** A class that is not there is found before the first request asks for it. */
    private void handler(Scope scope) {
        if (scope.values().isSetHere(SiteSettings.SET_HANDLER)
                && scope.get(SiteSettings.SET_HANDLER) instanceof HandlerChoice.Java java) {
            try {
                handlers.check(java.name(), JavaHandler.class);
            } catch (HandlerException e) {
                String message = "SetHandler " + HandlerChoice.JAVA + e.getMessage();
                found.add(Problem.error(scope.origin(SiteSettings.SET_HANDLER), message));
            }
        }
    }

    private void notice(Occurrence at, String message) {
        found.add(Problem.notice(at.origin(), message));
    }

    private void error(Scope scope, String message) {
        boolean section = !scope.values().isSetHere(SiteSettings.REQUIRE);
        found.add(Problem.error(section ? scope.section().at() : scope.origin(SiteSettings.REQUIRE), message));
    }
}
