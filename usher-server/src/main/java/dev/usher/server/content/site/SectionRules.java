package dev.usher.server.content.site;

import dev.usher.config.Scope;
import dev.usher.config.SectionType;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.BiPredicate;
import org.jspecify.annotations.Nullable;

/**
 * The sections of a site that may apply to a request, in httpd's order: directories from the shortest path to the longest,
 * those by expression behind them, files (the server's, then those inside the directories that applied), locations.
 * Within each kind the main server's come before the virtual host's, else the order is the file's. Immutable.
 */
final class SectionRules {
    /**
     * One section.
     *
     * @param pattern what it matches
     * @param scope what it says
     */
    record Rule(PathPattern pattern, Scope scope) {}

    private final List<Rule> directories;
    private final List<Rule> directoryExpressions;
    private final List<Rule> files;
    private final List<Rule> locations;

    /** Takes the sections of the main server and, where there is one, of a virtual host. */
    SectionRules(Scope main, @Nullable Scope host) {
        List<Scope> outer = host == null ? List.of(main) : List.of(main, host);
        List<Rule> all = rules(outer, SiteSettings.DIRECTORY_SECTION, SiteSettings.DIRECTORY_MATCH);
        directories = all.stream()
                .filter(rule -> rule.pattern().kind() != PathPattern.Kind.REGEX)
                .sorted(Comparator.comparingInt(rule -> rule.pattern().depth())) // stable
                .toList();
        directoryExpressions = all.stream()
                .filter(rule -> rule.pattern().kind() == PathPattern.Kind.REGEX)
                .toList();
        files = rules(outer, SiteSettings.FILES_SECTION, SiteSettings.FILES_MATCH);
        locations = rules(outer, SiteSettings.LOCATION_SECTION, SiteSettings.LOCATION_MATCH);
    }

    private static List<Rule> rules(
            List<Scope> outer, SectionType<PathPattern> plain, SectionType<PathPattern> expression) {
        List<Rule> rules = new ArrayList<>();
        for (Scope scope : outer) {
            for (Scope child : scope.children()) {
                if (child.is(plain)) {
                    rules.add(new Rule(child.argument(plain), child));
                } else if (child.is(expression)) {
                    rules.add(new Rule(child.argument(expression), child));
                }
            }
        }
        return List.copyOf(rules);
    }

    /** The sections that apply to a file, found or missing, in the order in which they are laid over one another. */
    List<Scope> forFile(FoundFile found) {
        List<Scope> applying = new ArrayList<>();
        List<Path> ancestors = ancestors(found.directory());
        for (Rule rule : directories) {
            int depth = rule.pattern().depth();
            if (depth < ancestors.size()
                    && rule.pattern().matchesDirectory(ancestors.get(depth).toString())) {
                applying.add(rule.scope());
            }
        }
        for (Rule rule : directoryExpressions) {
            if (ancestors.stream().anyMatch(ancestor -> rule.pattern().matchesDirectory(ancestor.toString()))) {
                applying.add(rule.scope());
            }
        }
        if (found.kind() != FoundFile.Kind.DIRECTORY) {
            addFiles(applying, found.name());
        }
        return applying;
    }

    private void addFiles(List<Scope> applying, String name) {
        List<Rule> inside = rules(List.copyOf(applying), SiteSettings.FILES_SECTION, SiteSettings.FILES_MATCH);
        addMatching(applying, files, name, PathPattern::matchesName);
        addMatching(applying, inside, name, PathPattern::matchesName);
    }

    /** The sections that apply to a URL path, in order; they count behind all others. */
    List<Scope> forUrl(String path) {
        List<Scope> applying = new ArrayList<>();
        addMatching(applying, locations, path, PathPattern::matchesUrl);
        return applying;
    }

    private static void addMatching(
            List<Scope> into, List<Rule> rules, String subject, BiPredicate<PathPattern, String> matches) {
        for (Rule rule : rules) {
            if (matches.test(rule.pattern(), subject)) {
                into.add(rule.scope());
            }
        }
    }

    /** The directory and all above it, the root first: the index is the number of names. */
    private static List<Path> ancestors(Path directory) {
        List<Path> ancestors = new ArrayList<>();
        for (Path at = directory; at != null; at = at.getParent()) {
            ancestors.add(at);
        }
        return ancestors.reversed();
    }
}
