package dev.usher.server.content.site;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.usher.config.Catalog;
import dev.usher.config.ConfigException;
import dev.usher.config.ConfigLoader;
import dev.usher.config.Configuration;
import dev.usher.server.content.FixedAnswer;
import dev.usher.server.content.MappedFile;
import dev.usher.server.content.fastcgi.FastCgi;
import dev.usher.server.content.files.FileHandler;
import dev.usher.server.http.Headers;
import dev.usher.server.http.HttpError;
import dev.usher.server.http.HttpLimits;
import dev.usher.server.http.RequestHead;
import dev.usher.server.http.RequestTarget;
import dev.usher.server.http.Resource;
import dev.usher.server.http.Version;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** From a path to a file and to who answers, with httpd's directives. */
class MappedSiteTest {
    private static final String PHP = "\nSetHandler \"proxy:unix:/run/php.sock|fcgi://localhost\"\n";

    @TempDir
    Path temp;

    private Path root;

    @BeforeEach
    void site() throws IOException {
        root = Files.createDirectory(temp.resolve("root"));
        write("index.html");
        write("index.php");
        write("style.css");
        write("x.txt");
        write("admin/index.php");
        write("empty/keep.txt");
        Files.createDirectories(temp.resolve("images"));
        Files.writeString(temp.resolve("images/a.png"), "png");
    }

    private void write(String name) throws IOException {
        Path file = root.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, name);
    }

    private MappedSite with(String config) throws ConfigException {
        Catalog catalog = Catalog.builder().include(SiteSettings.catalog()).build();
        Configuration loaded =
                ConfigLoader.of(catalog).loadText(temp.resolve("usher.conf"), "DocumentRoot " + root + "\n" + config);
        return MappedSite.of("site", loaded, null, new SiteServices(_ -> HttpLimits.DEFAULT, (_, _) -> {}));
    }

    private static Resource resolve(MappedSite site, String target) throws HttpError {
        Headers headers = new Headers().add("Host", "h");
        return site.resolve(new RequestHead("GET", RequestTarget.parse("GET", target), Version.HTTP_1_1, headers));
    }

    private static MappedFile mapped(MappedSite site, String target) throws HttpError {
        return (MappedFile) resolve(site, target);
    }

    private static void refused(MappedSite site, String target, int status) {
        assertThatThrownBy(() -> resolve(site, target))
                .isInstanceOfSatisfying(
                        HttpError.class, e -> assertThat(e.status()).isEqualTo(status));
    }

    private static String phpFiles() {
        return "<FilesMatch \"\\.php$\">" + PHP + "</FilesMatch>\n";
    }

    @Test
    void aFileIsServedByItself() throws Exception {
        MappedFile file = mapped(with(""), "/style.css");
        assertThat(file.handler()).isSameAs(FileHandler.INSTANCE);
        assertThat(file.target().file()).isEqualTo(root.resolve("style.css"));
        assertThat(file.target().scriptName()).isEqualTo("/style.css");
    }

    @Test
    void filesMatchGivesScriptsToTheApplication() throws Exception {
        MappedSite site = with(phpFiles());
        MappedFile script = mapped(site, "/index.php/a/b?q=1");
        assertThat(script.handler()).isInstanceOf(FastCgi.class);
        assertThat(script.target().scriptName()).isEqualTo("/index.php");
        assertThat(script.target().pathInfo()).isEqualTo("/a/b");
        assertThat(mapped(site, "/style.css").handler()).isSameAs(FileHandler.INSTANCE);
    }

    @Test
    void oneHandlerServesAllSitesOfOneApplication() throws Exception {
        MappedSite site = with(phpFiles());
        assertThat(mapped(site, "/index.php").handler())
                .isSameAs(mapped(site, "/admin/index.php").handler());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"/x.txt/.php", "/x.txt/x.php", "/style.css/", "/none", "/none.php", "/none.php/x", "/dir/none"})
    void whatIsNoFileIsNotFound(String path) throws Exception {
        refused(with(phpFiles()), path, 404);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/index.php%0a.php", "/index.php/x%0ay", "/x%1f", "/x%7f"})
    void controlCharactersAreNotFound(String path) throws Exception {
        refused(with(phpFiles()), path, 404);
    }

    @Test
    void acceptPathInfoOverridesTheHandler() throws Exception {
        assertThat(mapped(with("AcceptPathInfo On"), "/style.css/x").target().pathInfo())
                .isEqualTo("/x");
        refused(with(phpFiles() + "AcceptPathInfo Off"), "/index.php/x", 404);
    }

    @Test
    void aDirectoryHasItsIndexAndItsSlash() throws Exception {
        MappedSite site = with(phpFiles() + "DirectoryIndex none.html index.php index.html");
        assertThat(mapped(site, "/").target().scriptName()).isEqualTo("/index.php");
        assertThat(mapped(site, "/").handler()).isInstanceOf(FastCgi.class);
        assertThat(mapped(site, "/admin/?x").target().scriptName()).isEqualTo("/admin/index.php");
        FixedAnswer moved = (FixedAnswer) resolve(site, "/admin?x=%20y").handler();
        assertThat(moved.status()).isEqualTo(301);
        assertThat(moved.headers()).containsEntry("Location", "/admin/?x=%20y");
    }

    @Test
    void theRedirectToTheSlashIsEncodedAndStaysHere() throws Exception {
        Files.createDirectories(root.resolve("a b%c?"));
        FixedAnswer moved = (FixedAnswer) resolve(with(""), "/a%20b%25c%3f").handler();
        assertThat(moved.headers()).containsEntry("Location", "/a%20b%25c%3F/");
        assertThat(UrlText.withSlash("//evil", null)).isEqualTo("/evil/");
    }

    @Test
    void noDirectoryIsListed() throws Exception {
        refused(with(""), "/empty/", 403);
        refused(with("Options Indexes"), "/empty/", 403);
        refused(with("DirectoryIndex disabled"), "/", 403);
    }

    @Test
    void fallbackResourceTakesWhatIsNoFile() throws Exception {
        MappedSite site = with(phpFiles() + "FallbackResource /index.php");
        for (String path : new String[] {"/blog/2026/hello", "/x", "/empty/", "/no%0/".replace("%0", "")}) {
            MappedFile front = mapped(site, path);
            assertThat(front.target().scriptName()).as(path).isEqualTo("/index.php");
            assertThat(front.target().pathInfo()).isEmpty();
            assertThat(front.handler()).isInstanceOf(FastCgi.class);
        }
        assertThat(mapped(site, "/style.css").handler()).isSameAs(FileHandler.INSTANCE);
        refused(site, "/none.php", 404);
    }

    @Test
    void fallbackResourceMayBeDisabledBelow() throws Exception {
        MappedSite site = with("FallbackResource /index.html\n<Directory " + root
                + "/empty>\nFallbackResource disabled\n" + "</Directory>");
        assertThat(mapped(site, "/x").target().scriptName()).isEqualTo("/index.html");
        refused(site, "/empty/x", 404);
    }

    @Test
    void aFallbackThatIsMissingIsNotFoundAndNoLoop() throws Exception {
        refused(with("FallbackResource /missing.php"), "/x", 404);
    }

    @Test
    void anAliasTakesItsPathAtABorderOnly() throws Exception {
        MappedSite site = with("Alias /img " + temp + "/images\nAlias /slash/ " + temp + "/images/\n");
        assertThat(mapped(site, "/img/a.png").target().file()).isEqualTo(temp.resolve("images/a.png"));
        assertThat(mapped(site, "/img/a.png").target().root().contextPrefix()).isEqualTo("/img");
        assertThat(mapped(site, "/slash/a.png").target().file()).isEqualTo(temp.resolve("images/a.png"));
        refused(site, "/images/a.png", 404);
        refused(site, "/imgs/a.png", 404);
        refused(site, "/slash", 404);
    }

    @Test
    void theFirstAliasThatFitsCounts() throws Exception {
        MappedSite site = with("Alias /a/b " + root + "\nAlias /a " + temp + "/images\n");
        assertThat(mapped(site, "/a/b/style.css").target().file()).isEqualTo(root.resolve("style.css"));
        assertThat(mapped(site, "/a/a.png").target().file()).isEqualTo(temp.resolve("images/a.png"));
    }

    @Test
    void sectionsCountInHttpdsOrder() throws Exception {
        MappedSite site = with("<Location /admin>\nAddType text/location php\n</Location>\n"
                + "<Files index.php>\nAddType text/files php\n</Files>\n"
                + "<Directory " + root + "/admin>\nAddType text/deep php\nAddType text/deep txt\n</Directory>\n"
                + "<Directory " + root + ">\nAddType text/shallow php\nAddType text/shallow txt\n</Directory>\n");
        write("admin/t.txt");
        assertThat(type(site, "/admin/index.php")).isEqualTo("text/location; charset=utf-8");
        assertThat(type(site, "/index.php")).isEqualTo("text/files; charset=utf-8");
        assertThat(type(site, "/admin/t.txt")).isEqualTo("text/deep; charset=utf-8");
        assertThat(type(site, "/x.txt")).isEqualTo("text/shallow; charset=utf-8");
    }

    private static String type(MappedSite site, String path) throws HttpError {
        MappedFile file = mapped(site, path);
        return file.place().types().typeOf(file.target().file().getFileName().toString());
    }

    @Test
    void filesInsideADirectoryCountThereOnly() throws Exception {
        MappedSite site = with("<Directory " + root + "/admin>\n" + phpFiles() + "</Directory>");
        assertThat(mapped(site, "/admin/index.php").handler()).isInstanceOf(FastCgi.class);
        assertThat(mapped(site, "/index.php").handler()).isSameAs(FileHandler.INSTANCE);
    }

    @Test
    void setHandlerNoneGoesBackToTheFile() throws Exception {
        MappedSite site = with(phpFiles() + "<Location /admin>\nSetHandler None\n</Location>");
        assertThat(mapped(site, "/admin/index.php").handler()).isSameAs(FileHandler.INSTANCE);
    }

    @Test
    void aLocationsHandlerAnswersWithoutAFileAsPhpFpmsStatusPageNeedsIt() throws Exception {
        MappedSite site = with("<Location /status>" + PHP + "</Location>");
        MappedFile status = mapped(site, "/status?full");
        assertThat(status.handler()).isInstanceOf(FastCgi.class);
        assertThat(status.target().scriptName()).isEqualTo("/status");
        assertThat(status.target().file()).isEqualTo(root.resolve("status"));
        refused(site, "/statusx", 404);
    }

    @Test
    void locationsMatchByPatternAndExpression() throws Exception {
        MappedSite site = with("""
                <Location "/a*/x">
                Require all denied
                </Location>
                <LocationMatch "^/(one|two)$">
                Require all denied
                </LocationMatch>
                <Location ~ "\\.bak">
                Require all denied
                </Location>
                """);
        refused(site, "/abc/x", 403);
        refused(site, "/abc/y/x", 404);
        refused(site, "/two", 403);
        refused(site, "/three", 404);
        refused(site, "/f.bak2", 403);
    }

    @Test
    void directoriesMatchByPatternAndExpressionWithAllBelow() throws Exception {
        write("users/anna/private/deep/f.txt");
        MappedSite site = with("<Directory " + root + "/users/*/private>\nRequire all denied\n</Directory>\n"
                + "<DirectoryMatch \"/admin$\">\nRequire all denied\n</DirectoryMatch>");
        refused(site, "/users/anna/private/deep/f.txt", 403);
        refused(site, "/users/anna/other", 404);
        refused(site, "/admin/index.php", 403);
    }

    @Test
    void requireDeniedCoversIndexAndFallbackToo() throws Exception {
        MappedSite site = with("FallbackResource /x.txt\n<Files *.txt>\nRequire all denied\n</Files>\n"
                + "<Files index.html>\nRequire all denied\n</Files>");
        refused(site, "/none", 403);
        refused(site, "/", 403);
    }

    @Test
    void oneRequireThatGrantsIsEnoughAndAnInnerSectionCounts() throws Exception {
        MappedSite site = with("<Directory />\nRequire all denied\n</Directory>\n<Directory " + root
                + ">\nRequire all denied\nRequire all granted\n</Directory>");
        assertThat(mapped(site, "/x.txt").handler()).isSameAs(FileHandler.INSTANCE);
    }

    @Test
    void aLinkOutOfTheRootNeedsFollowSymLinks() throws Exception {
        Files.createSymbolicLink(root.resolve("storage"), temp.resolve("images"));
        Files.createSymbolicLink(root.resolve("inside"), root.resolve("admin"));
        refused(with(""), "/storage/a.png", 403);
        assertThat(mapped(with(""), "/inside/index.php")).isNotNull();
        String follow = "<Directory " + root + ">\nOptions Indexes FollowSymLinks\n</Directory>\n";
        assertThat(mapped(with(follow), "/storage/a.png")).isNotNull();
        String taken = "<Directory " + root + "/storage>\nOptions -FollowSymLinks\n</Directory>\n";
        refused(with(follow + taken), "/storage/a.png", 403);
        String anew = "<Directory " + root + "/storage>\nOptions Indexes\n</Directory>\n";
        refused(with(follow + anew), "/storage/a.png", 403);
        String added = "<Directory " + root + "/storage>\nOptions +Indexes\n</Directory>\n";
        assertThat(mapped(with(follow + added), "/storage/a.png")).isNotNull();
    }

    @Test
    void optionsStarIsAnswered() throws Exception {
        RequestHead head = new RequestHead(
                "OPTIONS", RequestTarget.parse("OPTIONS", "*"), Version.HTTP_1_1, new Headers().add("Host", "h"));
        assertThat(with("").resolve(head).handler()).isEqualTo(FixedAnswer.options());
    }

    @Test
    void aSiteWithoutDocumentRootShowsItsAliasesOnly() throws Exception {
        Catalog catalog = Catalog.builder().include(SiteSettings.catalog()).build();
        Configuration loaded = ConfigLoader.of(catalog)
                .loadText(
                        temp.resolve("usher.conf"),
                        "Alias /img " + temp + "/images\n<Location /app>" + PHP + "</Location>");
        MappedSite site = MappedSite.of("s", loaded, null, new SiteServices(_ -> HttpLimits.DEFAULT, (_, _) -> {}));
        assertThat(mapped(site, "/img/a.png")).isNotNull();
        refused(site, "/etc/passwd", 404);
        assertThat(mapped(site, "/app/etc/passwd").target().file()).isEqualTo(Path.of("/var/empty/app/etc/passwd"));
    }

    @Test
    void aRelativeAliasBelongsToServerRoot() throws Exception {
        MappedSite site = with("ServerRoot " + temp + "\nAlias /img images\n");
        assertThat(mapped(site, "/img/a.png").target().file()).isEqualTo(temp.resolve("images/a.png"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SetHandler proxy:http://127.0.0.1:80",
                "SetHandler cgi-script",
                "Require host example.org",
                "Require ip",
                "Require ip 10.0.0.0/33",
                "Require ip 10.0.0.0/255.0.255.0",
                "Require ip example.org",
                "Require not all granted",
                "Require local host",
                "Require all maybe",
                "Options Sometimes",
                "Alias img /srv/img",
                "FallbackResource index.php",
                "FallbackResource /a?b",
                "DirectoryIndex ../x",
                "AddType html .x",
                "<FilesMatch \"(\">\n</FilesMatch>",
                "<Files x y>\n</Files>",
                "<Directory relative>\n</Directory>",
                "<Location x>\n</Location>",
                "SetEnv HTTP_PROXY x"
            })
    void whatCannotBeMeantIsAnError(String config) {
        assertThatThrownBy(() -> with(config)).isInstanceOf(ConfigException.class);
    }
}
