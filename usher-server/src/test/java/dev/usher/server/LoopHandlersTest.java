package dev.usher.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.usher.config.ConfigException;
import dev.usher.config.ConfigLoader;
import dev.usher.server.content.Recorded;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Where handlers and filters by directive run: those that never wait on the loop, once they were found; all others on a fiber. */
class LoopHandlersTest {
    private static final String HOST = "HandlerPath handlers\nDocumentRoot site\nListen 127.0.0.1:0\n";
    private static final String REQUEST = "GET /page.txt HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n";

    @TempDir
    Path temp;

    @BeforeEach
    void files() throws IOException {
        temp = temp.toRealPath();
        Files.createDirectories(temp.resolve("handlers"));
        Files.createDirectories(temp.resolve("site/low"));
        Files.writeString(temp.resolve("site/page.txt"), "a page\n");
        Files.writeString(temp.resolve("site/low/page.txt"), "a low page\n");
        writeProtocol("Quick", "return true;");
        writeProtocol("Slow", "return false;");
        writeProtocol("Broken", "throw new IllegalStateException(\"never asked\");");
        writeFilter("QuickBody", "FilterRequestHandler", true);
        writeFilter("SlowBody", "FilterRequestHandler", false);
        writeFilter("QuickWire", "FilterConnectionHandler", true);
        write("QuickGate", """
                public class QuickGate implements PreConnectionHandler {
                    public Outcome handle(Connection c, ClientSocket s) {
                        c.notes().set("gate", Thread.currentThread().isVirtual() ? "fiber" : "loop");
                        return Outcome.OK;
                    }
                    public boolean nonBlocking() { return true; }
                }
                """);
        write("Told", """
                public class Told implements ProcessConnectionHandler {
                    public Outcome handle(Connection c) throws Exception {
                        try (Brigade b = Brigade.of(Data.latin1("gate on " + c.notes().get("gate", String.class) + "\\n"))) {
                            c.out().pass(b);
                        }
                        return Outcome.OK;
                    }
                    public boolean nonBlocking() { return true; }
                }
                """);
    }

    private void write(String name, String body) throws IOException {
        Files.writeString(temp.resolve("handlers/" + name + ".java"), """
                import dev.usher.server.bucket.*;
                import dev.usher.server.connection.*;
                import dev.usher.server.filter.*;
                """ + body);
    }

    /** Says which kind of thread it runs on, and is over. */
    private void writeProtocol(String name, String nonBlocking) throws IOException {
        write(name, """
                public class %s implements ProcessConnectionHandler {
                    public Outcome handle(Connection c) throws Exception {
                        String where = Thread.currentThread().isVirtual() ? "fiber" : "loop";
                        try (Brigade b = Brigade.of(Data.latin1("on " + where + "\\n"))) {
                            c.out().pass(b);
                        }
                        return Outcome.OK;
                    }
                    public boolean nonBlocking() { %s }
                }
                """.formatted(name, nonBlocking));
    }

    /** Says in front of each brigade which kind of thread it runs on. */
    private void writeFilter(String name, String scope, boolean nonBlocking) throws IOException {
        write(name, """
                @%s
                public class %s implements OutputFilter {
                    public void pass(Link link, Brigade brigade) throws java.io.IOException {
                        String where = Thread.currentThread().isVirtual() ? "fiber" : "loop";
                        try (Brigade all = Brigade.of(Data.latin1("%s on " + where + "\\n"))) {
                            brigade.moveTo(all);
                            link.next().pass(all);
                        }
                    }
                    public boolean nonBlocking() { return %s; }
                }
                """.formatted(scope, name, name, nonBlocking));
    }

    private Door door(String text) throws Exception {
        try {
            return Door.open(ConfigLoader.of(ServerSettings.catalog()).loadText(temp.resolve("usher.conf"), text), 1);
        } catch (ConfigException e) {
            throw new AssertionError(e);
        }
    }

    private static String all(Door door) throws IOException {
        try (Talk talk = Talk.with(door)) {
            return talk.rest();
        }
    }

    private static String get(Door door, String path) throws IOException {
        try (Talk talk = Talk.with(door)) {
            return talk.say(REQUEST.replace("/page.txt", path)).rest();
        }
    }

    @Test
    void aProtocolThatNeverWaitsBeginsOnTheLoopOnceItWasFound() throws Exception {
        try (Door door = door(HOST + "ProcessConnectionHandler Quick\n")) {
            assertThat(all(door)).isEqualTo("on fiber\n");
            assertThat(all(door)).isEqualTo("on loop\n");
        }
    }

    @Test
    void aPreConnectionHandlerThatNeverWaitsBeginsOnTheLoopOnceItWasFound() throws Exception {
        try (Door door = door(HOST + "PreConnectionHandler QuickGate\nProcessConnectionHandler Told\n")) {
            assertThat(all(door)).isEqualTo("gate on fiber\n");
            assertThat(all(door)).isEqualTo("gate on loop\n");
        }
    }

    @Test
    void aProtocolThatMayWaitHasAFiberEachTime() throws Exception {
        try (Door door = door(HOST + "ProcessConnectionHandler Slow\n")) {
            assertThat(all(door)).isEqualTo("on fiber\n");
            assertThat(all(door)).isEqualTo("on fiber\n");
        }
    }

    @Test
    void oneThatMayWaitKeepsTheOthersOfItsHostOnTheFiber() throws Exception {
        try (Door door = door(HOST + "ProcessConnectionHandler Quick\nProcessConnectionHandler Slow\n")) {
            assertThat(all(door)).isEqualTo("on fiber\n");
            assertThat(all(door)).isEqualTo("on fiber\n");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"Reload On", "HandlerScope connection"})
    void whatEachConnectionFindsOrMakesAnewHasAFiberEachTime(String line) throws Exception {
        try (Door door = door(HOST + line + "\nProcessConnectionHandler Quick\n")) {
            assertThat(all(door)).isEqualTo("on fiber\n");
            assertThat(all(door)).isEqualTo("on fiber\n");
        }
    }

    @Test
    void aHandlerThatThrowsWhenItIsAskedHasItsConnectionsClosedAndTheDoorLives() throws Exception {
        try (Door door = door(HOST + "ProcessConnectionHandler Broken\n");
                Recorded log = Recorded.of("connection")) {
            assertThat(all(door)).isEmpty();
            assertThat(log.await("Broken failed")).contains("ProcessConnectionHandler Broken");
            assertThat(all(door)).isEmpty();
        }
    }

    @Test
    void aConnectionsFilterThatNeverWaitsRunsOnTheLoopFromTheConnectionThatFoundIt() throws Exception {
        try (Door door = door(HOST + "OutputFilterHandler QuickWire\n")) {
            assertThat(get(door, "/page.txt")).contains("QuickWire on loop\n");
            assertThat(get(door, "/page.txt")).contains("QuickWire on loop\n");
        }
    }

    @Test
    void aRequestsFilterThatNeverWaitsRunsOnTheLoopOnceItWasFound() throws Exception {
        try (Door door = door(HOST + "OutputFilterHandler QuickBody\n")) {
            assertThat(get(door, "/page.txt")).contains("QuickBody on fiber\na page\n");
            assertThat(get(door, "/page.txt")).contains("QuickBody on loop\na page\n");
        }
    }

    @Test
    void aFilterOnTheLoopMayMakeMoreOfABodyThanWasPromised() throws Exception {
        try (Door door = door(HOST + "OutputFilterHandler QuickBody\n")) {
            get(door, "/page.txt");
            assertThat(get(door, "/page.txt")).contains("QuickBody on loop\n").doesNotContain("Content-Length: 7\r\n");
        }
    }

    @Test
    void aRequestsFilterThatMayWaitHasAFiberEachTime() throws Exception {
        try (Door door = door(HOST + "OutputFilterHandler SlowBody\n")) {
            assertThat(get(door, "/page.txt")).contains("SlowBody on fiber\n");
            assertThat(get(door, "/page.txt")).contains("SlowBody on fiber\n");
        }
    }

    @Test
    void aPlaceWhoseFilterNobodyHasMetYetKeepsItsHostOnTheFiber() throws Exception {
        try (Door door = door(HOST
                + "OutputFilterHandler QuickWire\n<Location /low>\nOutputFilterHandler QuickBody\n</Location>\n")) {
            assertThat(get(door, "/page.txt")).contains("QuickWire on fiber\n");
            assertThat(get(door, "/page.txt")).contains("QuickWire on fiber\n");
            assertThat(get(door, "/low/page.txt")).contains("QuickBody on fiber\n");
            assertThat(get(door, "/page.txt")).contains("QuickWire on loop\n");
            assertThat(get(door, "/low/page.txt")).contains("QuickBody on loop\n");
        }
    }

    @Test
    void aPlaceOfTheMainServerKeepsAVirtualHostsConnectionsOnTheFiber() throws Exception {
        String place = "<Location />\nOutputFilterHandler SlowBody\n</Location>\n";
        try (Door door = door(HOST + place + "<VirtualHost _default_:*>\nDocumentRoot site\n</VirtualHost>\n")) {
            assertThat(get(door, "/page.txt")).contains("SlowBody on fiber\n");
            assertThat(get(door, "/page.txt")).contains("SlowBody on fiber\n");
        }
    }
}
