package dev.usher.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.usher.config.ConfigException;
import dev.usher.config.ConfigLoader;
import dev.usher.server.content.Recorded;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Filters that directives name, at a host and at its places: methods that read and print, found in sources. */
class DirectiveFiltersTest {
    private static final String TOP = "HandlerPath handlers\nDocumentRoot site\nListen 127.0.0.1:0\n";

    @TempDir
    Path temp;

    @BeforeEach
    void files() throws IOException {
        temp = temp.toRealPath();
        Files.createDirectories(temp.resolve("handlers"));
        Files.createDirectories(temp.resolve("site/low"));
        Files.writeString(temp.resolve("site/page.txt"), "Page ONE\n");
        Files.writeString(temp.resolve("site/low/page.txt"), "Page TWO\n");
        Files.writeString(temp.resolve("handlers/Case.java"), """
                import dev.usher.server.connection.*;
                import dev.usher.server.filter.*;
                import java.io.IOException;
                public class Case {
                    @FilterConnectionHandler
                    public static Outcome lowercase_filter(FilterIo io) throws IOException {
                        return turn(io, String::toLowerCase);
                    }
                    @FilterRequestHandler
                    public static Outcome lowerBody(FilterIo io) throws IOException {
                        return turn(io, String::toLowerCase);
                    }
                    public static Outcome upperBody(FilterIo io) throws IOException {
                        return turn(io, String::toUpperCase);
                    }
                    @FilterInitHandler("begin")
                    public static Outcome marked(FilterIo io) throws IOException {
                        return turn(io, text -> io.state() + text);
                    }
                    public static void begin(FilterIo io) {
                        io.state("begun: ");
                    }
                    private static Outcome turn(FilterIo io, java.util.function.UnaryOperator<String> turned) throws IOException {
                        byte[] buffer = new byte[100];
                        for (int n = io.read(buffer); n > 0; n = io.read(buffer)) {
                            io.print(turned.apply(new String(buffer, 0, n, java.nio.charset.StandardCharsets.ISO_8859_1)));
                        }
                        return Outcome.OK;
                    }
                }
                """);
        Files.writeString(temp.resolve("handlers/Mirror.java"), """
                import dev.usher.server.content.java.*;
                public class Mirror implements JavaHandler {
                    public void handle(JavaRequest request, JavaResponse response) throws Exception {
                        response.body().write(request.body().readAllBytes());
                    }
                }
                """);
    }

    private Door door(String text) {
        try {
            return Door.open(ConfigLoader.of(ServerSettings.catalog()).loadText(temp.resolve("usher.conf"), text), 1);
        } catch (ConfigException e) {
            throw new AssertionError(e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String sent(Door door, String request) throws IOException {
        try (Socket client =
                new Socket(InetAddress.getLoopbackAddress(), door.ports().getFirst())) {
            client.setSoTimeout(20_000);
            client.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
            return new String(client.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
        }
    }

    private static String get(Door door, String path) throws IOException {
        return sent(door, "GET " + path + " HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n");
    }

    @Test
    void aConnectionsFilterSeesHeadsToo() throws Exception {
        try (Door door = door(
                TOP + "<VirtualHost _default_:*>\nPerlOutputFilterHandler Case::lowercase_filter\n</VirtualHost>\n")) {
            assertThat(get(door, "/page.txt")).startsWith("http/1.1 200 ok\r\n").endsWith("\r\n\r\npage one\n");
        }
    }

    @Test
    void aRequestsFilterOfAPlaceSeesTheBodiesOfThatPlaceAlone() throws Exception {
        try (Door door = door(TOP + "<Location /low>\nOutputFilterHandler Case::lowerBody\n</Location>\n")) {
            assertThat(get(door, "/low/page.txt"))
                    .startsWith("HTTP/1.1 200 OK\r\n")
                    .contains("page two\n");
            assertThat(get(door, "/page.txt")).endsWith("\r\n\r\nPage ONE\n");
        }
    }

    @Test
    void aRequestsFilterOfAHostSeesTheBodiesOfAllItsRequests() throws Exception {
        try (Door door = door(TOP + "OutputFilterHandler Case::upperBody\n")) {
            assertThat(get(door, "/page.txt")).startsWith("HTTP/1.1 200 OK\r\n").contains("PAGE ONE\n");
            assertThat(get(door, "/low/page.txt")).contains("PAGE TWO\n");
        }
    }

    /** What leaves has no bytes of the file's numbers any more (RFC 9110 section 14.2 lets a server ignore Range). */
    @ParameterizedTest
    @ValueSource(strings = {"bytes=5-7", "bytes=0-1,4-5", "bytes=900-"})
    void aFileBehindAFilterThatMayChangeItsLengthIsNotServedInParts(String range) throws Exception {
        String begin = "GET /low/page.txt HTTP/1.1\r\nHost: h\r\nConnection: close\r\nRange: " + range + "\r\n\r\n";
        try (Door door = door(TOP + "<Location /low>\nOutputFilterHandler Case::marked\n</Location>\n")) {
            assertThat(sent(door, begin))
                    .startsWith("HTTP/1.1 200 OK\r\n")
                    .doesNotContain("Content-Range", "Accept-Ranges: bytes")
                    .contains("begun: Page TWO\n");
        }
    }

    @Test
    void anInputFilterOfAPlaceSeesTheRequestsBody() throws Exception {
        try (Door door = door(
                TOP + "<Location /m>\nSetHandler java:Mirror\nInputFilterHandler Case::upperBody\n</Location>\n")) {
            assertThat(sent(door, "POST /m HTTP/1.1\r\nHost: h\r\nContent-Length: 5\r\nConnection: close\r\n\r\nhello"))
                    .startsWith("HTTP/1.1 200 OK\r\n")
                    .contains("HELLO");
        }
    }

    @Test
    void aMethodsInitHandlerRunsOnceBeforeItsFirstCall() throws Exception {
        try (Door door = door(TOP + "<Location /low>\nOutputFilterHandler Case::marked\n</Location>\n")) {
            assertThat(get(door, "/low/page.txt")).contains("begun: Page TWO\n");
        }
    }

    @Test
    void aConnectionsFilterInsideAPlaceIsSkippedAndSaidOnce() throws Exception {
        try (Recorded log = Recorded.of("handler");
                Door door = door(TOP + "<Location /low>\nOutputFilterHandler Case::lowercase_filter\n</Location>\n")) {
            assertThat(get(door, "/low/page.txt"))
                    .startsWith("HTTP/1.1 200 OK\r\n")
                    .endsWith("Page TWO\n");
            assertThat(get(door, "/low/page.txt")).endsWith("Page TWO\n");
            assertThat(log.await("is skipped")).contains("Case::lowercase_filter");
        }
    }

    @Test
    void aFilterThatIsNotThereFailsTheRequestAndTheLogNamesIt() throws Exception {
        try (Recorded log = Recorded.of("http");
                Door door = door(TOP + "<Location /low>\nOutputFilterHandler Case::nothing\n</Location>\n")) {
            assertThat(get(door, "/low/page.txt")).startsWith("HTTP/1.1 500 ");
            assertThat(get(door, "/page.txt")).startsWith("HTTP/1.1 200 ");
            assertThat(log.await("Case::nothing")).contains("/low/page.txt");
        }
    }

    private void writeUnready() throws IOException {
        Files.writeString(temp.resolve("handlers/Unready.java"), """
                import dev.usher.server.bucket.*;
                import dev.usher.server.connection.*;
                import dev.usher.server.filter.*;
                @FilterConnectionHandler
                public class Unready implements StreamFilter {
                    @FilterInitHandler
                    public void begin() { throw new IllegalStateException("no dictionary"); }
                    public Outcome run(FilterIo io) { return Outcome.DECLINED; }
                    @FilterConnectionHandler
                    @FilterInitHandler("prepare")
                    public static Outcome method(FilterIo io) { return Outcome.DECLINED; }
                    public static void prepare() { throw new IllegalStateException("no dictionary"); }
                }
                """);
    }

    /** The line has connection, filter and why, whether the init handler is a class's or a method's. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "InputFilterHandler Unready", "OutputFilterHandler Unready",
                "InputFilterHandler Unready::method", "OutputFilterHandler Unready::method"
            })
    void aConnectionsFilterWhoseInitHandlerThrowsIsNamedAsItsDirectiveNamesIt(String directive) throws Exception {
        writeUnready();
        try (Recorded log = Recorded.of("connection");
                Door door = door(TOP + directive + "\n")) {
            assertThat(get(door, "/page.txt")).isEmpty();
            assertThat(log.await("could not be added"))
                    .matches("connection [0-9]+ from 127\\.0\\.0\\.1: .*")
                    .contains(directive.replace("Handler ", " ") + " could not be added: ", "no dictionary");
        }
    }
}
