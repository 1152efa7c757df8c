package dev.usher.server.content.site;

import static dev.usher.config.Context.DIRECTORY;
import static dev.usher.config.Context.FILES;
import static dev.usher.config.Context.LOCATION;
import static dev.usher.config.Context.REQUIREMENT;
import static dev.usher.config.Context.SERVER;
import static dev.usher.config.Context.VHOST;

import dev.usher.config.BadValue;
import dev.usher.config.Catalog;
import dev.usher.config.SectionType;
import dev.usher.config.Setting;
import dev.usher.config.ValueType;
import dev.usher.server.content.fastcgi.FastCgiSettings;
import dev.usher.server.content.java.JavaSettings;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** The directives and sections that lead from a path to a file and to who answers, with httpd's names and defaults. */
public final class SiteSettings {
    // First, because the defaults below are read when they are declared.
    private static final Set<String> KNOWN_OPTIONS = Set.of(
            "none",
            "all",
            "followsymlinks",
            "symlinksifownermatch",
            "indexes",
            "multiviews",
            "execcgi",
            "includes",
            "includesnoexec");

    /** Where a path leads that no Alias takes. */
    public static final Setting<Path> DOCUMENT_ROOT =
            Setting.path("DocumentRoot").in(SERVER, VHOST).help("The directory whose files the site shows.");

    static final Setting<List<AliasRule>> ALIAS = Setting.of(
                    "Alias", ValueType.of("URL-PATH PATH", 2, 2, AliasRule::parse))
            .eachLine()
            .addsToOuter()
            .in(SERVER, VHOST)
            .fileOnly()
            .help("Shows a directory or file outside DocumentRoot; the first that fits counts.");

    static final Setting<HandlerChoice> SET_HANDLER = Setting.of(
                    "SetHandler", ValueType.of("None|HANDLER", 1, 1, HandlerChoice::parse))
            .in(SERVER, VHOST, DIRECTORY, LOCATION, FILES)
            .fileOnly()
            .help("Who answers instead of the file itself: an application behind FastCGI, a handler written in Java"
                    + " (java: and its class), or the server's own figures (usher-metrics, server-status).");

    static final Setting<List<String>> DIRECTORY_INDEX = Setting.of(
                    "DirectoryIndex", ValueType.of("disabled|FILE", 1, 1, SiteSettings::index))
            .eachWord()
            .byDefault("index.html")
            .in(SERVER, VHOST, DIRECTORY, LOCATION)
            .help("The files tried, in this order, where a path leads to a directory.");

    static final Setting<String> FALLBACK_RESOURCE = Setting.of(
                    "FallbackResource", ValueType.of("disabled|URL-PATH", 1, 1, SiteSettings::fallback))
            .byDefault("disabled")
            .in(SERVER, VHOST, DIRECTORY, LOCATION)
            .help("What answers where no file is: the front controller of Laravel, Symfony, WordPress.");

    static final Setting<List<TypeRule>> ADD_TYPE = Setting.of(
                    "AddType", ValueType.of("MEDIA-TYPE EXTENSION...", 2, Integer.MAX_VALUE, TypeRule::parse))
            .eachLine()
            .addsToOuter()
            .in(SERVER, VHOST, DIRECTORY, LOCATION, FILES)
            .fileOnly()
            .help("The media type of files with these extensions.");

    static final Setting<List<Requirement>> REQUIRE = Setting.of(
                    "Require",
                    ValueType.of(
                            "all granted|all denied|[not] local|[not] ip ADDRESS[/PREFIX]...",
                            1,
                            Integer.MAX_VALUE,
                            Requirement::parse))
            .eachLine()
            .byDefault("all granted")
            .in(SERVER, VHOST, DIRECTORY, LOCATION, FILES, REQUIREMENT)
            .fileOnly()
            .help("Who is let in here; of several lines one that grants is enough. A client's own address counts,"
                    + " no header's; names are not looked up.");

    static final SectionType<Boolean> REQUIRE_ALL = SectionType.of("RequireAll", ValueType.of("", 0, 0, _ -> true))
            .in(SERVER, VHOST, DIRECTORY, LOCATION, FILES, REQUIREMENT)
            .opens(REQUIREMENT)
            .help("Lets in whom each Require within it lets in.");

    static final SectionType<Boolean> REQUIRE_ANY = SectionType.of("RequireAny", ValueType.of("", 0, 0, _ -> false))
            .in(SERVER, VHOST, DIRECTORY, LOCATION, FILES, REQUIREMENT)
            .opens(REQUIREMENT)
            .help("Lets in whom one Require within it lets in.");

    static final Setting<List<List<String>>> OPTIONS = Setting.of(
                    "Options", ValueType.of("[+|-]OPTION...", 1, Integer.MAX_VALUE, SiteSettings::options))
            .eachLine()
            .byDefault("None")
            .in(SERVER, VHOST, DIRECTORY, LOCATION, FILES)
            .fileOnly()
            .help("FollowSymLinks lets links lead out of the site's directory; the others have no meaning here.");

    static final Setting<List<String>> ALLOW_OVERRIDE = Setting.of(
                    "AllowOverride", ValueType.of("None|TYPE", 1, 1, words -> words.getFirst()))
            .eachWord()
            .byDefault("None")
            .in(SERVER, VHOST, DIRECTORY)
            .fileOnly()
            .help("Accepted for httpd's sake: .htaccess files are never read.");

    static final Setting<PathInfo> ACCEPT_PATH_INFO = Setting.oneOf("AcceptPathInfo", PathInfo.class)
            .byDefault("default")
            .in(SERVER, VHOST, DIRECTORY, LOCATION, FILES)
            .help("Whether a path may go on behind a file's name; by default behind a script's only.");

    static final Setting<Boolean> DIRECTORY_SLASH = Setting.flag("DirectorySlash")
            .byDefault("On")
            .in(SERVER, VHOST, DIRECTORY, LOCATION)
            .help("Whether a directory's path without its slash is redirected to the one with it.");

    static final SectionType<PathPattern> DIRECTORY_SECTION = SectionType.of(
                    "Directory", PathPattern.argument("[~] DIRECTORY", PathPattern::directory))
            .in(SERVER, VHOST)
            .opens(DIRECTORY)
            .help("Settings for a directory and all below it.");

    static final SectionType<PathPattern> DIRECTORY_MATCH = SectionType.of("DirectoryMatch", PathPattern.expression())
            .in(SERVER, VHOST)
            .opens(DIRECTORY)
            .help("Settings for directories whose path matches an expression.");

    static final SectionType<PathPattern> LOCATION_SECTION = SectionType.of(
                    "Location", PathPattern.argument("[~] URL-PATH", PathPattern::location))
            .in(SERVER, VHOST)
            .opens(LOCATION)
            .help("Settings for a URL path and all below it; they count last.");

    static final SectionType<PathPattern> LOCATION_MATCH = SectionType.of("LocationMatch", PathPattern.urlExpression())
            .in(SERVER, VHOST)
            .opens(LOCATION)
            .help("Settings for URL paths that match an expression.");

    static final SectionType<PathPattern> FILES_SECTION = SectionType.of(
                    "Files", PathPattern.argument("[~] NAME", PathPattern::fileName))
            .in(SERVER, VHOST, DIRECTORY)
            .opens(FILES)
            .help("Settings for files of a name, wherever they lie.");

    static final SectionType<PathPattern> FILES_MATCH = SectionType.of("FilesMatch", PathPattern.expression())
            .in(SERVER, VHOST, DIRECTORY)
            .opens(FILES)
            .help("Settings for files whose name matches an expression.");

    private SiteSettings() {}

    /** All of them, to be included in the server's catalog. */
    public static Catalog catalog() {
        return Catalog.builder()
                .settings(DOCUMENT_ROOT, ALIAS, SET_HANDLER, DIRECTORY_INDEX, FALLBACK_RESOURCE, ADD_TYPE)
                .settings(REQUIRE, OPTIONS, ALLOW_OVERRIDE, ACCEPT_PATH_INFO, DIRECTORY_SLASH)
                .settings(FastCgiSettings.all())
                .settings(JavaSettings.all())
                .sections(DIRECTORY_SECTION, DIRECTORY_MATCH, LOCATION_SECTION, LOCATION_MATCH)
                .sections(FILES_SECTION, FILES_MATCH, REQUIRE_ALL, REQUIRE_ANY)
                .modules("dir", "alias", "mime", "proxy", "proxy_fcgi", "authz_core", "authz_host", "env")
                .build();
    }

    private static String index(List<String> words) throws BadValue {
        String name = words.getFirst();
        if (name.isEmpty() || name.contains("..") || name.indexOf('?') >= 0) {
            throw new BadValue("must be a file's name or a URL path", name);
        }
        return AliasRule.bytes(name);
    }

    private static String fallback(List<String> words) throws BadValue {
        String path = words.getFirst();
        boolean fits = path.equals("disabled") || (path.startsWith("/") && path.matches("[^?#]*"));
        if (!fits) {
            throw new BadValue("must be disabled or a URL path, which begins with a slash and has no query", path);
        }
        return AliasRule.bytes(path);
    }

    private static List<String> options(List<String> words) throws BadValue {
        for (String word : words) {
            String bare = word.startsWith("+") || word.startsWith("-") ? word.substring(1) : word;
            if (!KNOWN_OPTIONS.contains(bare.toLowerCase(Locale.ROOT))) {
                throw new BadValue("must be made of httpd's options, such as FollowSymLinks", word);
            }
        }
        return words.stream().map(word -> word.toLowerCase(Locale.ROOT)).toList();
    }
}
