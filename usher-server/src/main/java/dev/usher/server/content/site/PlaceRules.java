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

/**
 * A place's settings as the mapping needs them, read once for each combination of sections.
 *
 * @param place what handlers see of it
 * @param granted {@code Require}
 * @param followsLinks whether links may lead out of the root ({@code Options FollowSymLinks})
 * @param byUrl whether a location chose the handler: then it answers for paths without a file, too
 * @param choice the handler as configured
 */
record PlaceRules(Place place, boolean granted, boolean followsLinks, boolean byUrl, HandlerChoice choice) {

    /** Lays sections over the site's own values. */
    static PlaceRules of(
            Values site, boolean siteFollowsLinks, List<Scope> forFile, List<Scope> forUrl, SiteServices services) {
        Values values = site;
        boolean follows = siteFollowsLinks;
        boolean byUrl = false;
        for (Scope scope : forFile) {
            follows = followsLinks(follows, scope.values());
            values = scope.values().over(values);
        }
        for (Scope scope : forUrl) {
            follows = followsLinks(follows, scope.values());
            byUrl |= scope.values().isSetHere(SiteSettings.SET_HANDLER);
            values = scope.values().over(values);
        }
        HandlerChoice choice = values.find(SiteSettings.SET_HANDLER).orElse(new HandlerChoice.File());
        Place place = new Place(values, handler(choice, services), services.limits(values), types(values));
        boolean granted = values.get(SiteSettings.REQUIRE).contains(true);
        return new PlaceRules(place, granted, follows, byUrl, choice);
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

    private static ContentHandler handler(HandlerChoice choice, SiteServices services) {
        return switch (choice) {
            case HandlerChoice.File _ -> FileHandler.INSTANCE;
            case HandlerChoice.FastCgi fastCgi -> services.application(fastCgi.backend());
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
