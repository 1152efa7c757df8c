package dev.usher.server.content.site;

import dev.usher.config.Scope;
import dev.usher.config.Values;
import dev.usher.server.content.MimeTypes;
import dev.usher.server.content.Place;
import dev.usher.server.content.files.FileHandler;
import dev.usher.server.http.ContentHandler;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A place's settings as the mapping needs them, read once for each combination of sections.
 *
 * @param place what handlers see of it
 * @param requirement who is let in
 * @param followsLinks whether links may lead out of the root ({@code Options FollowSymLinks})
 * @param byUrl whether a location chose the handler: then it answers for paths without a file, too
 * @param choice the handler as configured
 */
record PlaceRules(Place place, Requirement requirement, boolean followsLinks, boolean byUrl, HandlerChoice choice) {

    /**
     * What holds in a site outside of every section of it.
     *
     * @param settings its values
     * @param followsLinks as {@link PlaceRules#followsLinks()}
     * @param requirement who is let in
     */
    record SiteRules(Values settings, boolean followsLinks, Requirement requirement) {
        static SiteRules of(Scope main, @Nullable Scope host) {
            boolean follows = PlaceRules.followsLinks(false, main.values());
            Requirement requirement = new Requirement.All(true).orOf(main);
            return host == null
                    ? new SiteRules(main.values(), follows, requirement)
                    : new SiteRules(
                            host.values(), PlaceRules.followsLinks(follows, host.values()), requirement.orOf(host));
        }
    }

    /** Lays sections over the site's own values. */
    static PlaceRules of(SiteRules site, List<Scope> forFile, List<Scope> forUrl, SiteServices services) {
        Values values = site.settings();
        boolean follows = site.followsLinks();
        Requirement requirement = site.requirement();
        boolean byUrl = false;
        for (Scope scope : forFile) {
            requirement = requirement.orOf(scope);
            follows = followsLinks(follows, scope.values());
            values = scope.values().over(values);
        }
        for (Scope scope : forUrl) {
            requirement = requirement.orOf(scope);
            follows = followsLinks(follows, scope.values());
            byUrl |= scope.values().isSetHere(SiteSettings.SET_HANDLER);
            values = scope.values().over(values);
        }
        HandlerChoice choice = values.find(SiteSettings.SET_HANDLER).orElse(new HandlerChoice.File());
        Place place = new Place(values, handler(choice, values, services), services.limits(values), types(values));
        return new PlaceRules(place, requirement, follows, byUrl, choice);
    }

    /**
     * What a section's Options leave of the outer answer. Words with a sign change it, words without one begin anew; as
     * in httpd {@code All} holds FollowSymLinks.
     */
    static boolean followsLinks(boolean outer, Values section) {
        if (!section.isSetHere(SiteSettings.OPTIONS)) {
            return outer;
        }
        boolean follows = outer;
        for (List<String> line : section.over(Values.defaults()).get(SiteSettings.OPTIONS)) {
            boolean relative = line.stream().allMatch(word -> word.startsWith("+") || word.startsWith("-"));
            follows = relative && follows;
            for (String word : line) {
                follows = switch (word) {
                    case "followsymlinks", "+followsymlinks", "all", "+all" -> true;
                    case "-followsymlinks", "-all" -> false;
                    default -> follows;
                };
            }
        }
        return follows;
    }

    /** Whether the handler answers for a path that leads to no file. */
    boolean needsNoFile() {
        return choice.needsNoFile() || (byUrl && !isFile());
    }

    boolean isFile() {
        return choice instanceof HandlerChoice.File;
    }

    /** Whether the path may go on behind the file's name here. */
    boolean acceptsPathInfo() {
        return switch (place.settings().get(SiteSettings.ACCEPT_PATH_INFO)) {
            case ON -> true;
            case OFF -> false;
            case DEFAULT -> !isFile();
        };
    }

    private static ContentHandler handler(HandlerChoice choice, Values values, SiteServices services) {
        return switch (choice) {
            case HandlerChoice.File _ -> FileHandler.INSTANCE;
            case HandlerChoice.FastCgi fastCgi -> services.application(fastCgi.backend());
            case HandlerChoice.Figures figures -> services.figures(figures.forPeople());
            case HandlerChoice.Java java -> services.javaHandler(java, values);
        };
    }

    private static MimeTypes types(Values values) {
        List<TypeRule> added = values.find(SiteSettings.ADD_TYPE).orElse(List.of());
        Map<String, String> byExtension = new HashMap<>();
        for (TypeRule rule : added.reversed()) { // the innermost section's come first, and count
            rule.extensions().forEach(extension -> byExtension.put(extension, rule.type()));
        }
        return byExtension.isEmpty()
                ? MimeTypes.standard()
                : MimeTypes.standard().with(byExtension);
    }
}
