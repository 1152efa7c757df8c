package dev.usher.server.content.site;

import dev.usher.config.Configuration;
import dev.usher.config.Scope;
import dev.usher.config.Values;
import dev.usher.server.content.FixedAnswer;
import dev.usher.server.content.MappedFile;
import dev.usher.server.content.Place;
import dev.usher.server.content.Target;
import dev.usher.server.content.site.FoundFile.Kind;
import dev.usher.server.http.ContentHandler;
import dev.usher.server.http.HttpError;
import dev.usher.server.http.HttpLimits;
import dev.usher.server.http.RequestHead;
import dev.usher.server.http.RequestTarget;
import dev.usher.server.http.Resource;
import dev.usher.server.http.Site;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * One virtual host's way from a path to who answers, as httpd goes it. Immutable but for a cache; safe for all loops.
 *
 * <pre>
 * path ─ Alias | DocumentRoot ─► walk ─► sections ─► Require ─┬ file ─────────────► its handler
 *                                                            ├ directory ─ no slash ─► 301
 *                                                            │     ├ DirectoryIndex ─► that file
 *                                                            │     └ else FallbackResource, else 403
 *                                                            └ missing ─ FallbackResource, else 404
 * </pre>
 *
 * <p>A missing file for which a handler is set is 404 and no fallback, as with httpd; where a {@code <Location>} set the
 * handler the application answers for the path itself (php-fpm's status page is no file). A Java handler always does,
 * and so do the server's own figures.
 */
public final class MappedSite implements Site {
    /** Sections combine in few ways; a file that could make it more would only make it slower. */
    private static final int MAX_CACHED_COMBINATIONS = 1000;

    private final String name;
    private final Values settings;
    private final PlaceRules.SiteRules rules;
    private final SectionRules sections;
    private final Translation translation;
    private final SiteServices services;
    private final HttpLimits limits;
    private final Map<List<Scope>, PlaceRules> combinations = new ConcurrentHashMap<>();

    private MappedSite(String name, Configuration configuration, @Nullable Scope host, SiteServices services) {
        Scope main = configuration.main();
        this.name = name;
        this.settings = host == null ? main.values() : host.values();
        this.rules = PlaceRules.SiteRules.of(main, host);
        this.sections = new SectionRules(main, host);
        this.translation = new Translation(
                settings.find(SiteSettings.ALIAS).orElse(List.of()).stream()
                        .map(alias -> alias.under(configuration.baseDirectory()))
                        .toList(),
                settings.find(SiteSettings.DOCUMENT_ROOT)
                        .map(root -> absolute(configuration.baseDirectory(), root))
                        .orElse(null));
        this.services = services;
        this.limits = services.limits(settings);
    }

    /**
     * Makes a site.
     *
     * @param name its ServerName, for logs and for SERVER_NAME where a request names no host
     * @param configuration all of it
     * @param host the section of the virtual host; null for the main server
     * @param services what all sites share
     */
    public static MappedSite of(String name, Configuration configuration, @Nullable Scope host, SiteServices services) {
        return new MappedSite(name, configuration, host, services);
    }

    private static Path absolute(Path base, Path path) {
        return base.resolve(path).toAbsolutePath().normalize();
    }

    @Override
    public String name() {
        return name;
    }

    /** The site's own values, outside every directory, file and location. */
    public Values settings() {
        return settings;
    }

    @Override
    public Duration timeout() {
        return limits.timeout();
    }

    @Override
    public Resource resolve(RequestHead head) throws HttpError {
        if (head.target().form() == RequestTarget.Form.ASTERISK) {
            return fixed(FixedAnswer.options());
        }
        String path = head.target().path();
        if (UrlText.hasControl(path)) {
            throw notFound(path, "holds a control character");
        }
        Gate gate = new Gate();
        try {
            return lead(path, head, gate);
        } catch (HttpError e) {
            if (gate.isOpen()) {
                throw e;
            }
            return fixed(gate.guard(_ -> {
                throw e;
            }));
        }
    }

    private Resource lead(String path, RequestHead head, Gate gate) throws HttpError {
        Mapping mapping = map(path, gate);
        return switch (mapping.found().kind()) {
            case FILE -> file(mapping);
            case DIRECTORY -> directory(mapping, head);
            case MISSING -> missing(mapping);
            case FORBIDDEN -> throw forbidden(mapping, "is no file or directory, or a private name");
        };
    }

    /** A path, where it led, and what the configuration says there. */
    private record Mapping(String path, Translation.Laid laid, FoundFile found, PlaceRules rules, Gate gate) {}

    /** Leads a path to the file system and refuses what nobody is let in to. */
    private Mapping map(String path, Gate gate) throws HttpError {
        Translation.Laid laid = translation.lay(path);
        if (laid == null) {
            FoundFile nothing =
                    new FoundFile(Kind.MISSING, Translation.nowhere().context(), path, null, false);
            laid = new Translation.Laid(Translation.nowhere(), path);
            return granted(new Mapping(path, laid, nothing, rules(List.of(), sections.forUrl(path)), gate));
        }
        FoundFile found = FileWalk.walk(laid.root().context(), laid.rest());
        PlaceRules rules = rules(sections.forFile(found), sections.forUrl(path));
        Mapping mapping = granted(new Mapping(path, laid, found, rules, gate));
        boolean leavesRoot = found.throughLink()
                && found.attributes() != null
                && !rules.followsLinks()
                && !FileWalk.isInside(laid.root().context(), found.file());
        if (leavesRoot) {
            throw forbidden(mapping, "is reached by a link out of its root; Options FollowSymLinks would allow it");
        }
        return mapping;
    }

    private static Mapping granted(Mapping mapping) throws HttpError {
        if (!mapping.gate().passes(mapping.rules().requirement())) {
            throw forbidden(mapping, "is denied by Require");
        }
        return mapping;
    }

    private PlaceRules rules(List<Scope> forFile, List<Scope> forUrl) {
        List<Scope> key = new java.util.ArrayList<>(forFile);
        key.addAll(forUrl);
        PlaceRules known = combinations.get(key);
        if (known != null) {
            return known;
        }
        PlaceRules made = PlaceRules.of(rules, forFile, forUrl, services);
        if (combinations.size() < MAX_CACHED_COMBINATIONS) {
            combinations.put(List.copyOf(key), made);
        }
        return made;
    }

    private Resource file(Mapping mapping) throws HttpError {
        FoundFile found = mapping.found();
        if (!found.pathInfo().isEmpty() && !mapping.rules().acceptsPathInfo()) {
            throw notFound(mapping.path(), "goes on behind a file, " + found.file());
        }
        String scriptName = mapping.path()
                .substring(0, mapping.path().length() - found.pathInfo().length());
        return mapped(mapping, scriptName, found.pathInfo());
    }

    private Resource directory(Mapping mapping, RequestHead head) throws HttpError {
        String path = mapping.path();
        Values here = mapping.rules().place().settings();
        if (!path.endsWith("/")) {
            if (here.get(SiteSettings.DIRECTORY_SLASH)) {
                return fixed(mapping.gate()
                        .guard(FixedAnswer.movedTo(
                                UrlText.withSlash(path, head.target().query()))));
            }
            path = path + "/";
        }
        for (String index : here.get(SiteSettings.DIRECTORY_INDEX)) {
            if (!index.equals("disabled")) {
                Mapping candidate = map(index.startsWith("/") ? index : path + index, mapping.gate());
                if (candidate.found().kind() == Kind.FILE) {
                    return file(candidate);
                }
            }
        }
        Resource fallback = fallback(mapping);
        if (fallback != null) {
            return fallback;
        }
        if (mapping.rules().needsNoFile()) {
            return mapped(mapping, path, "");
        }
        throw forbidden(mapping, "is a directory without any of its DirectoryIndex; none is ever listed");
    }

    private Resource missing(Mapping mapping) throws HttpError {
        if (mapping.rules().needsNoFile()) {
            return mapped(mapping, mapping.path(), "");
        }
        Resource fallback = mapping.rules().isFile() ? fallback(mapping) : null;
        if (fallback == null) {
            throw notFound(mapping.path(), "does not exist: " + mapping.found().file());
        }
        return fallback;
    }

    /** The FallbackResource in force, where it is a file; it never falls back itself. */
    private @Nullable Resource fallback(Mapping mapping) throws HttpError {
        String resource = mapping.rules().place().settings().get(SiteSettings.FALLBACK_RESOURCE);
        if (resource.equals("disabled")) {
            return null;
        }
        Mapping fallback = map(resource, mapping.gate());
        return fallback.found().kind() == Kind.FILE ? file(fallback) : null;
    }

    private Resource mapped(Mapping mapping, String scriptName, String pathInfo) {
        FoundFile found = mapping.found();
        Path file = found.kind() == Kind.MISSING ? UrlText.under(found) : found.file();
        Target target = new Target(
                file, found.attributes(), scriptName, pathInfo, mapping.laid().root());
        Values here = mapping.rules().place().settings();
        Place place = mapping.rules().place();
        Place guarded = new Place(here, mapping.gate().guard(place.handler()), place.limits(), place.types());
        return new MappedFile(
                guarded,
                target,
                exchange -> services.addInputFilters(here, exchange),
                exchange -> services.addFilters(here, exchange));
    }

    private Resource fixed(ContentHandler answer) {
        return new Resource() {
            @Override
            public ContentHandler handler() {
                return answer;
            }

            @Override
            public HttpLimits limits() {
                return limits;
            }
        };
    }

    private static HttpError forbidden(Mapping mapping, String why) {
        return HttpError.of(
                403,
                "Access to this is not allowed.",
                UrlText.shown(mapping.found().file().toString()) + " " + why);
    }

    private static HttpError notFound(String path, String why) {
        return HttpError.of(404, "There is nothing at this address.", UrlText.shown(path) + " " + UrlText.plain(why));
    }
}
