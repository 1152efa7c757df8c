package dev.usher.server.content.site;

import static org.assertj.core.api.Assertions.assertThat;

import dev.usher.config.Catalog;
import dev.usher.config.ConfigLoader;
import dev.usher.config.Configuration;
import dev.usher.config.Problem;
import dev.usher.server.content.ContentDoor;
import dev.usher.server.handler.HandlerLibrary;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code Require}: who is let in, by address. The client of the doors here is 127.0.0.1. */
class RequirementTest {
    @TempDir
    Path temp;

    private int status(String target, String... config) throws Exception {
        Files.writeString(temp.resolve("a.txt"), "hello");
        try (ContentDoor door =
                new ContentDoor(temp, "DocumentRoot " + temp + "\n" + String.join("\n", config) + "\n")) {
            return door.get(target).status();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "local, 200",
        "ip 127.0.0.1, 200",
        "ip 127, 200",
        "ip 127.0.0.0/8, 200",
        "ip 10.0.0.1 127.0.0.0/255.0.0.0, 200",
        "ip 10.0.0.0/8, 403",
        "ip ::1, 403",
        "all denied, 403",
        "all granted, 200"
    })
    void oneLine(String requirement, int status) throws Exception {
        assertThat(status("/a.txt", "Require " + requirement)).isEqualTo(status);
    }

    @Test
    void ofSeveralLinesOneIsEnough() throws Exception {
        assertThat(status("/a.txt", "Require ip 10", "Require local")).isEqualTo(200);
    }

    @Test
    void anInnerSectionReplacesTheOuterOnes() throws Exception {
        assertThat(status("/a.txt", "Require all denied", "<Location /a.txt>", "Require local", "</Location>"))
                .isEqualTo(200);
        assertThat(status("/a.txt", "<Directory />", "Require ip 10", "</Directory>"))
                .isEqualTo(403);
    }

    @Test
    void whoIsNotLetInDoesNotLearnWhatIsThere() throws Exception {
        String[] closed = {"<Location />", "Require ip 10.0.0.1", "</Location>"};
        assertThat(status("/missing", closed)).isEqualTo(403);
        assertThat(status("/", closed)).isEqualTo(403);
    }

    @Test
    void whoIsLetInGetsTheErrorItself() throws Exception {
        assertThat(status("/missing", "Require local")).isEqualTo(404);
    }

    @Test
    void requireAllNeedsEachAndNotTakesAway() throws Exception {
        assertThat(status("/a.txt", "<RequireAll>", "Require all granted", "Require not ip 10", "</RequireAll>"))
                .isEqualTo(200);
        assertThat(status("/a.txt", "<RequireAll>", "Require all granted", "Require not ip 127", "</RequireAll>"))
                .isEqualTo(403);
    }

    @Test
    void requireAnyWithinRequireAll() throws Exception {
        String[] nested = {
            "<RequireAll>",
            "<RequireAny>",
            "Require ip 10",
            "Require local",
            "</RequireAny>",
            "Require not ip 192.168",
            "</RequireAll>"
        };
        assertThat(status("/a.txt", nested)).isEqualTo(200);
    }

    @ParameterizedTest
    @CsvSource({
        "10.0.0.0/9, 10.127.0.1, true",
        "10.0.0.0/9, 10.128.0.1, false",
        "2001:db8::/33, 2001:db8:7fff::1, true",
        "2001:db8::/33, 2001:db8:8000::1, false",
        "10.1, 10.1.255.255, true",
        "10.1, 10.2.0.0, false",
        "0.0.0.0/0, 8.8.8.8, true",
        "::/0, 8.8.8.8, false"
    })
    void ranges(String range, String client, boolean inside) throws Exception {
        assertThat(IpRange.parse(range).contains(InetAddress.ofLiteral(client))).isEqualTo(inside);
    }

    @Test
    void anIpv4ClientOnAnIpv6SocketIsAnIpv4Client() throws Exception {
        byte[] mapped = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, -1, -1, 127, 0, 0, 1};
        assertThat(IpRange.parse("127.0.0.1").contains(java.net.Inet6Address.getByAddress(null, mapped, -1)))
                .isTrue();
    }

    private static List<String> review(String text) throws Exception {
        Catalog catalog = Catalog.builder().include(SiteSettings.catalog()).build();
        Configuration read = ConfigLoader.of(catalog).loadText(Path.of("usher.conf"), text);
        try (HandlerLibrary library = HandlerLibrary.open(read.main().values(), Path.of("/"), List.of())) {
            return SiteReview.of(read, library).stream().map(Problem::toString).toList();
        }
    }

    @Test
    void aNotAloneIsAnError() throws Exception {
        assertThat(review("<Location />\nRequire not ip 10\n</Location>\n"))
                .containsExactly("usher.conf:2: 'Require not' counts within <RequireAll> only,"
                        + " beside a Require that lets in");
        assertThat(review("<RequireAll>\nRequire not ip 10\n</RequireAll>\n"))
                .containsExactly(
                        "usher.conf:2: <RequireAll> needs a Require that lets in," + " such as 'Require all granted'");
    }

    @Test
    void wordsWithoutAMeaningAreNoticed() throws Exception {
        assertThat(review("""
                DocumentRoot /none/such
                <Directory />
                Options Indexes +FollowSymLinks -ExecCGI
                AllowOverride All
                </Directory>
                <Directory /x>
                Options FollowSymLinks
                AllowOverride none
                </Directory>
                """))
                .containsExactly(
                        "usher.conf:1: notice: DocumentRoot /none/such is no directory; until it is, nothing is found"
                                + " in it",
                        "usher.conf:4: notice: AllowOverride All has no effect: .htaccess files are never read",
                        "usher.conf:3: notice: Options Indexes has no effect; only FollowSymLinks has a meaning here");
    }
}
