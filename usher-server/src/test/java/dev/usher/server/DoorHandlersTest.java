package dev.usher.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.usher.config.ConfigException;
import dev.usher.config.ConfigLoader;
import dev.usher.config.Configuration;
import dev.usher.config.Problem;
import dev.usher.server.content.Recorded;
import java.io.IOException;
import java.io.InputStream;
import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Handlers that a configuration names, met by clients of a door. None of them blocks. */
public class DoorHandlersTest {
    /** Where a handler's source leaves its class loader, so that a test sees it die. */
    public static final ReferenceQueue<ClassLoader> GONE = new ReferenceQueue<>();

    /** Keeps the references themselves, one for each loader. */
    public static final List<WeakReference<ClassLoader>> LOADERS = new CopyOnWriteArrayList<>();

    private static final String HOST = "HandlerPath handlers\nListen 127.0.0.1:0\n<VirtualHost _default_:*>\n";
    private static final String END = "</VirtualHost>\n";

    @TempDir
    Path temp;

    private Path handlers;

    @BeforeEach
    void makeFolder() throws IOException {
        temp = temp.toRealPath();
        handlers = Files.createDirectory(temp.resolve("handlers"));
    }

    /** Puts a file in place of an older one: another inode, so that the change is seen whatever the clock says. */
    private Path write(String className, String body) throws IOException {
        Path next = Files.writeString(handlers.resolve("next"), """
                import dev.usher.server.bucket.*;
                import dev.usher.server.connection.*;
                """ + body);
        Path file = handlers.resolve(className + ".java");
        return Files.move(next, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
    }

    /** A protocol that says one line and is over. */
    private Path writeGreeter(String className, String expression) throws IOException {
        return write(className, """
                public class %s {
                    int calls;
                    public Outcome handler(Connection c) throws Exception {
                        try (Brigade b = Brigade.of(Data.latin1(%s + "\\n"), new Flush())) {
                            c.out().pass(b);
                        }
                        return Outcome.OK;
                    }
                }
                """.formatted(className, expression));
    }

    /** An output filter that writes one word for another, with blanks behind it up to the same length. */
    private void writeReplacer(String className, String from, String to) throws IOException {
        write(className, """
                @dev.usher.server.filter.FilterConnectionHandler
                public class %s implements OutputFilter {
                    int calls;
                    public void pass(Link link, Brigade brigade) throws java.io.IOException {
                        calls++;
                        try (Brigade out = new Brigade()) {
                            while (!brigade.isEmpty()) {
                                Bucket bucket = brigade.removeFirst();
                                if (bucket instanceof Data data) {
                                    String text = data.content().toString(java.nio.charset.StandardCharsets.ISO_8859_1);
                                    data.release();
                                    out.append(Data.latin1(text.replace("%s", "%%-%ds".formatted(%s))));
                                } else {
                                    out.append(bucket);
                                }
                            }
                            link.next().pass(out);
                        }
                    }
                }
                """.formatted(className, from, from.length(), to));
    }

    private Configuration configuration(String text) throws ConfigException {
        return ConfigLoader.of(ServerSettings.catalog()).loadText(temp.resolve("usher.conf"), text);
    }

    private Door door(String text) throws IOException {
        try {
            return Door.open(configuration(text), 1);
        } catch (ConfigException e) {
            throw new AssertionError(e);
        }
    }

    private static Socket client(Door door) throws IOException {
        Socket socket =
                new Socket(InetAddress.getLoopbackAddress(), door.ports().getFirst());
        socket.setSoTimeout(20_000);
        return socket;
    }

    private static String all(Door door) throws IOException {
        try (Socket client = client(door)) {
            return new String(client.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
        }
    }

    private static String line(InputStream in) throws IOException {
        StringBuilder line = new StringBuilder();
        for (int b = in.read(); b >= 0 && b != '\n'; b = in.read()) {
            line.append((char) b);
        }
        return line.toString().strip();
    }

    /** One request on a connection that lives on; the answer's first line. */
    private static String ask(Socket client) throws IOException {
        client.getOutputStream().write("GET /no HTTP/1.1\r\nHost: h\r\n\r\n".getBytes(StandardCharsets.ISO_8859_1));
        String first = line(client.getInputStream());
        int length = 0;
        for (String line = line(client.getInputStream()); !line.isEmpty(); line = line(client.getInputStream())) {
            if (line.startsWith("Content-Length: ")) {
                length = Integer.parseInt(line.substring("Content-Length: ".length()));
            }
        }
        assertThat(client.getInputStream().readNBytes(length)).hasSize(length);
        return first;
    }

    @Test
    void theHostsProtocolHasTheConnection() throws Exception {
        writeGreeter("Greeter", "\"hello\"");
        try (Door door = door(HOST + "ProcessConnectionHandler Greeter\n" + END)) {
            assertThat(all(door)).isEqualTo("hello\n");
        }
    }

    @Test
    void theHostIsChosenByTheAddressTheClientCameTo() throws Exception {
        writeGreeter("One", "\"one \" + c.host().name()");
        writeGreeter("Two", "\"two \" + c.host().name()");
        String config = """
                HandlerPath handlers
                Listen 127.0.0.1:0
                Listen 127.0.0.2:0
                <VirtualHost 127.0.0.1:*>
                    ServerName first
                    ProcessConnectionHandler One
                </VirtualHost>
                <VirtualHost 127.0.0.2:*>
                    ServerName second
                    ProcessConnectionHandler Two
                </VirtualHost>
                """;
        try (Door door = door(config)) {
            for (int i = 1; i <= 2; i++) {
                InetAddress address = InetAddress.ofLiteral("127.0.0." + i);
                try (Socket client = new Socket(address, door.ports().get(i - 1))) {
                    client.setSoTimeout(20_000);
                    assertThat(line(client.getInputStream())).isEqualTo(i == 1 ? "one first" : "two second");
                }
            }
        }
    }

    @Test
    void perlsSpellingsMeanTheSame() throws Exception {
        writeGreeter("Greeter", "\"hello\"");
        writeReplacer("Filter", "hello", "\"hullo\"");
        try (Door door = door(HOST + """
                PerlModule                   Greeter
                PerlPreConnectionHandler     Greeter::handler
                PerlProcessConnectionHandler Greeter
                PerlOutputFilterHandler      Filter
                PerlInterpScope              connection
                """ + END)) {
            assertThat(all(door)).isEqualTo("hello\nhullo\n");
        }
    }

    @Test
    void aHostTakesOverTheMainServersHandlers() throws Exception {
        writeGreeter("Greeter", "\"hello\"");
        try (Door door = door("ProcessConnectionHandler Greeter\n" + HOST + END)) {
            assertThat(all(door)).isEqualTo("hello\n");
        }
    }

    @Test
    void aHostsOwnHandlersCountInsteadOfTheMainServers() throws Exception {
        writeGreeter("Main", "\"main\"");
        writeGreeter("Own", "\"own\"");
        try (Door door = door("ProcessConnectionHandler Main\n" + HOST + "ProcessConnectionHandler Own\n" + END)) {
            assertThat(all(door)).isEqualTo("own\n");
        }
    }

    @Test
    void theMainServerWithoutAHostHasHandlersToo() throws Exception {
        writeGreeter("Greeter", "\"hello\"");
        try (Door door = door("HandlerPath handlers\nListen 127.0.0.1:0\nProcessConnectionHandler Greeter\n")) {
            assertThat(all(door)).isEqualTo("hello\n");
        }
    }

    @Test
    void whatDeclinesLeavesTheConnectionToTheNextAndToHttp() throws Exception {
        write(
                "Declines",
                "public class Declines { public Outcome handler(Connection c) { return Outcome.DECLINED; } }");
        write("Too", "public class Too { public static Outcome no(Connection c) { return Outcome.DECLINED; } }");
        try (Door door = door(HOST + "ProcessConnectionHandler Declines Too::no\n" + END);
                Socket client = client(door)) {
            assertThat(ask(client)).isEqualTo("HTTP/1.1 404 Not Found");
        }
    }

    @Test
    void allPreConnectionHandlersRunInTheirOrder() throws Exception {
        writeGreeter("A", "\"a\"");
        writeGreeter("B", "\"b\"");
        writeGreeter("C", "\"c\"");
        try (Door door = door(HOST + "PreConnectionHandler A B\nPreConnectionHandler C\n" + END);
                Socket client = client(door)) {
            assertThat(List.of(
                            line(client.getInputStream()),
                            line(client.getInputStream()),
                            line(client.getInputStream())))
                    .containsExactly("a", "b", "c");
            assertThat(ask(client)).isEqualTo("HTTP/1.1 404 Not Found");
        }
    }

    @Test
    void aPreConnectionHandlerThatThrowsEndsTheConnectionAndNoOther() throws Exception {
        write("Gate", """
                public class Gate {
                    static int calls;
                    public static void handler(Connection c) {
                        if (calls++ == 0) { throw new IllegalStateException("not you"); }
                    }
                }
                """);
        try (Door door = door(HOST + "PreConnectionHandler Gate\n" + END)) {
            assertThat(all(door)).isEmpty();
            try (Socket client = client(door)) {
                assertThat(ask(client)).isEqualTo("HTTP/1.1 404 Not Found");
            }
        }
    }

    @Test
    void anOutputFilterSeesWhatHttpWrites() throws Exception {
        writeReplacer("Filter", "Not Found", "\"not found\"");
        try (Door door = door(HOST + "OutputFilterHandler Filter\n" + END);
                Socket client = client(door)) {
            assertThat(ask(client)).isEqualTo("HTTP/1.1 404 not found");
        }
    }

    @Test
    void filtersStandInTheOrderOfTheirNames() throws Exception {
        writeReplacer("First", "Not Found", "\"Not Fnord\"");
        writeReplacer("Second", "Not Fnord", "\"Not Fjord\"");
        try (Door door = door(HOST + "OutputFilterHandler First Second\n" + END);
                Socket client = client(door)) {
            assertThat(ask(client)).isEqualTo("HTTP/1.1 404 Not Fjord");
        }
    }

    @Test
    void anInputFilterSeesWhatHttpReads() throws Exception {
        write("Counts", """
                public class Counts {
                    @dev.usher.server.filter.FilterConnectionHandler
                    public Status in(Link l, Brigade b, ReadMode m, Block w, int limit) throws java.io.IOException {
                        l.connection().notes().set("reads", 1);
                        return l.next().get(b, m, w, limit);
                    }
                }
                """);
        writeReplacer("Tells", "Not Found", "String.valueOf(link.connection().notes().get(\"reads\"))");
        try (Door door = door(HOST + "InputFilterHandler Counts::in\nOutputFilterHandler Tells\n" + END);
                Socket client = client(door)) {
            assertThat(ask(client)).isEqualTo("HTTP/1.1 404 1");
        }
    }

    @Test
    void filtersAreThereThoughAPreConnectionHandlerSaysDone() throws Exception {
        write("Done", "public class Done { public Outcome handler(Connection c) { return Outcome.DONE; } }");
        writeReplacer("Filter", "Not Found", "\"not found\"");
        try (Door door = door(HOST + "PreConnectionHandler Done\nOutputFilterHandler Filter\n" + END);
                Socket client = client(door)) {
            assertThat(ask(client)).isEqualTo("HTTP/1.1 404 not found");
        }
    }

    @Test
    void aServersObjectServesAllConnections() throws Exception {
        writeGreeter("Greeter", "++calls");
        try (Door door = door(HOST + "ProcessConnectionHandler Greeter\n" + END)) {
            assertThat(List.of(all(door), all(door), all(door))).containsExactly("1\n", "2\n", "3\n");
        }
    }

    @Test
    void aConnectionsObjectServesThatConnectionOverAllItsRequests() throws Exception {
        writeReplacer("Filter", "Not Found", "String.valueOf(calls)");
        try (Door door = door(HOST + "HandlerScope connection\nOutputFilterHandler Filter\n" + END)) {
            for (int connection = 0; connection < 2; connection++) {
                try (Socket client = client(door)) {
                    String first = ask(client);
                    String second = ask(client);
                    assertThat(first).isEqualTo("HTTP/1.1 404 1");
                    assertThat(second).startsWith("HTTP/1.1 404 ").isNotEqualTo(first);
                }
            }
        }
    }

    @Test
    void aConnectionsObjectIsTheSameInAllPhases() throws Exception {
        writeGreeter("Greeter", "++calls");
        try (Door door = door(HOST
                + "HandlerScope connection\nPreConnectionHandler Greeter\nProcessConnectionHandler Greeter\n" + END)) {
            assertThat(all(door)).isEqualTo("1\n2\n");
            assertThat(all(door)).isEqualTo("1\n2\n");
        }
    }

    @Test
    void aModuleThatDoesNotCompileEndsTheStart() throws Exception {
        Path file = write("Broken", "public class Broken {\n  oops\n}\n");
        assertThatThrownBy(() -> door(HOST + "Module Broken\n" + END))
                .isInstanceOf(IOException.class)
                .hasMessageStartingWith(
                        temp.resolve("usher.conf") + ":4: Module Broken: " + file + ":4:7: <identifier> expected");
    }

    @Test
    void aModuleThatDoesNotCompileIsAnErrorOfTheCheck() throws Exception {
        Path file = write("Broken", "public class Broken {\n  oops\n}\n");
        Configuration configuration = configuration(HOST + "Module Broken\n" + END);
        assertThatThrownBy(() -> Door.check(configuration))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining(
                        temp.resolve("usher.conf") + ":4: Module Broken: " + file + ":4:7: <identifier> expected");
    }

    @Test
    void aModuleOfAnotherKindThanItsDirectiveWantsEndsTheStart() throws Exception {
        writeReplacer("Filter", "a", "\"b\"");
        String text = HOST + "Module Filter\nProcessConnectionHandler Filter\n" + END;
        assertThatThrownBy(() -> door(text))
                .isInstanceOf(IOException.class)
                .hasMessageContaining(
                        ":5: ProcessConnectionHandler Filter: Filter implements no ProcessConnectionHandler");
        Configuration configuration = configuration(text);
        assertThatThrownBy(() -> Door.check(configuration))
                .hasMessageContaining(":5: ProcessConnectionHandler Filter: Filter implements no");
    }

    @Test
    void aModuleThatIsNotThereEndsTheStart() {
        assertThatThrownBy(() -> door(HOST + "PerlModule My::Thing\n" + END))
                .isInstanceOf(IOException.class)
                .hasMessageContaining(":4: Module My::Thing: there is no such handler")
                .hasMessageContaining(handlers.resolve("My/Thing.java").toString());
    }

    @Test
    void whatNoModuleNamesIsCompiledWhenItIsFirstUsed() throws Exception {
        try (Door door = door(HOST + "ProcessConnectionHandler Greeter\n" + END)) {
            writeGreeter("Greeter", "\"written after the start\"");
            assertThat(all(door)).isEqualTo("written after the start\n");
        }
    }

    @Test
    void whatDoesNotCompileWhenItIsFirstUsedEndsItsConnectionAndIsLogged() throws Exception {
        Path file = write("Greeter", "public class Greeter {\n  oops\n}\n");
        try (Door door = door(HOST + "ProcessConnectionHandler Greeter\n" + END);
                Recorded log = Recorded.of("handler")) {
            assertThat(all(door)).isEmpty();
            log.await(file + ":4:7: <identifier> expected");
            writeGreeter("Greeter", "\"mended\"");
            assertThat(all(door)).isEqualTo("mended\n");
        }
    }

    /** The author's file and line are told, and none of this server's own. */
    @Test
    void whatDoesNotCompileIsLoggedWithoutAStack() throws Exception {
        Path file = write("Broken", "public class Broken {\n    oops\n}\n");
        try (Recorded log = Recorded.of("connection");
                Door door = door(HOST + "ProcessConnectionHandler Broken\n" + END)) {
            for (int i = 0; i < 2; i++) {
                try (Talk talk = Talk.with(door)) {
                    assertThat(talk.rest()).isEmpty();
                }
            }
            log.await("Broken failed");
            assertThat(log.stacks())
                    .allSatisfy(stack ->
                            assertThat(stack.lines()).singleElement().asString().contains("Broken: " + file + ":4:"));
        }
    }

    @Test
    void aConstructorThatThrowsIsLoggedWithItsStack() throws Exception {
        write("Broken", """
                public class Broken implements ProcessConnectionHandler {
                    public Broken() { throw new IllegalStateException("not today"); }
                    public Outcome handle(Connection c) { return Outcome.OK; }
                }
                """);
        try (Recorded log = Recorded.of("connection");
                Door door = door(HOST + "ProcessConnectionHandler Broken\n" + END);
                Talk talk = Talk.with(door)) {
            assertThat(talk.rest()).isEmpty();
            log.await("Broken failed");
            assertThat(log.stacks())
                    .singleElement()
                    .asString()
                    .contains("IllegalStateException: not today")
                    .containsPattern("at .*Broken\\.<init>\\(Broken\\.java:4\\)");
        }
    }

    @Test
    void aPreConnectionHandlersImpossibleOutcomeIsLogged() throws Exception {
        write("Odd", "public class Odd { public Outcome handler(Connection c) { return Outcome.SUSPENDED; } }\n");
        try (Recorded log = Recorded.of("connection");
                Door door = door(HOST + "PreConnectionHandler Odd\n" + END);
                Talk talk = Talk.with(door)) {
            assertThat(talk.rest()).isEmpty();
            log.await("PreConnectionHandler Odd said SUSPENDED");
        }
    }

    /** A stack of ours knows the method as jdk.MHProxy1/0x…; the author's name for it is what counts, an IOException too. */
    @Test
    void aReadingFilterThatThrowsIsNamedAsItsDirectiveNamesIt() throws Exception {
        writeGreeter("Greeter", "\"hello\"");
        write("Bad", """
                import dev.usher.server.filter.*;
                public class Bad {
                    @FilterConnectionHandler
                    public static void out(FilterIo io) throws java.io.IOException { throw new java.io.IOException("no"); }
                }
                """);
        try (Recorded log = Recorded.of("connection");
                Door door = door(HOST + "ProcessConnectionHandler Greeter\nOutputFilterHandler Bad::out\n" + END);
                Talk talk = Talk.with(door)) {
            assertThat(talk.rest()).isEmpty();
            log.await("Greeter failed");
            assertThat(log.stacks())
                    .singleElement()
                    .asString()
                    .contains("OutputFilter Bad::out failed: java.io.IOException: no")
                    .doesNotContain("MHProxy1.StreamFilter/");
        }
    }

    /** The line says which of the filters it was as the configuration does. */
    @Test
    void aFilterThatThrowsIsNamedAsItsDirectiveNamesIt() throws Exception {
        writeGreeter("Greeter", "\"hello\"");
        write("Bad", """
                public class Bad {
                    @dev.usher.server.filter.FilterConnectionHandler
                    public static void out(Link link, Brigade b) { throw new IllegalStateException("no"); }
                }
                """);
        try (Recorded log = Recorded.of("connection");
                Door door = door(HOST + "ProcessConnectionHandler Greeter\nOutputFilterHandler Bad::out\n" + END);
                Talk talk = Talk.with(door)) {
            assertThat(talk.rest()).isEmpty();
            log.await("Greeter failed");
            assertThat(log.stacks()).singleElement().asString().contains("OutputFilter Bad::out failed: ", "no");
        }
    }

    @Test
    void withoutReloadAChangeIsNotNoticed() throws Exception {
        writeGreeter("Greeter", "\"old\"");
        try (Door door = door(HOST + "ProcessConnectionHandler Greeter\n" + END)) {
            assertThat(all(door)).isEqualTo("old\n");
            writeGreeter("Greeter", "\"new\"");
            assertThat(all(door)).isEqualTo("old\n");
        }
    }

    @Test
    void withReloadTheNextConnectionHasTheNewCode() throws Exception {
        writeGreeter("Greeter", "\"old \" + ++calls");
        try (Door door = door(HOST + "Reload On\nProcessConnectionHandler Greeter\n" + END)) {
            assertThat(all(door)).isEqualTo("old 1\n");
            assertThat(all(door)).isEqualTo("old 2\n");
            writeGreeter("Greeter", "\"new \" + ++calls");
            assertThat(all(door)).isEqualTo("new 1\n");
            write("Greeter", "oops");
            assertThat(all(door)).as("the last good version").isEqualTo("new 2\n");
        }
    }

    @Test
    void aRunningConnectionKeepsItsCode() throws Exception {
        writeReplacer("Filter", "Not Found", "\"old\"");
        try (Door door = door(HOST + "Reload On\nOutputFilterHandler Filter\n" + END);
                Socket early = client(door)) {
            assertThat(ask(early)).isEqualTo("HTTP/1.1 404 old");
            writeReplacer("Filter", "Not Found", "\"new\"");
            try (Socket late = client(door)) {
                assertThat(ask(late)).isEqualTo("HTTP/1.1 404 new");
            }
            assertThat(ask(early)).isEqualTo("HTTP/1.1 404 old");
        }
    }

    /** Leaves its loader in {@link #LOADERS} when its class is initialised. */
    private void writeLeaver(String word) throws IOException {
        write("Leaver", """
                @dev.usher.server.filter.FilterConnectionHandler
                public class Leaver implements OutputFilter {
                    static {
                        dev.usher.server.DoorHandlersTest.LOADERS.add(new java.lang.ref.WeakReference<>(
                                Leaver.class.getClassLoader(), dev.usher.server.DoorHandlersTest.GONE));
                    }
                    public Outcome look(Connection c) { return Outcome.OK; }
                    public void pass(Link link, Brigade b) throws java.io.IOException { /* %s */ link.next().pass(b); }
                }
                """.formatted(word));
    }

    @ParameterizedTest
    @ValueSource(strings = {"connection", "server"})
    void oldCodeIsCollectedWhenItsLastConnectionHasEnded(String scope) throws Exception {
        LOADERS.clear();
        writeLeaver("one");
        String config = HOST + "Reload On\nHandlerScope " + scope
                + "\nPreConnectionHandler Leaver::look\nOutputFilterHandler Leaver\n" + END;
        try (Door door = door(config)) {
            try (Socket early = client(door)) {
                assertThat(ask(early)).startsWith("HTTP/1.1 404");
                writeLeaver("two");
                try (Socket late = client(door)) {
                    assertThat(ask(late)).startsWith("HTTP/1.1 404");
                    System.gc();
                    assertThat(ask(early)).startsWith("HTTP/1.1 404");
                    assertThat(LOADERS).hasSize(2).noneMatch(loader -> loader.get() == null);
                }
            }
            long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
            boolean gone = false;
            while (!gone && System.nanoTime() < deadline) {
                System.gc();
                gone = LOADERS.getFirst().equals(GONE.remove(100));
            }
            assertThat(gone).as("the old class loader was collected").isTrue();
        }
    }

    @Test
    void aMissingHandlerIsANoticeOfTheCheck() throws Exception {
        Configuration configuration = configuration(HOST + "ProcessConnectionHandler My::Thing\n" + END);
        Door.check(configuration);
        assertThat(Door.notices(configuration))
                .extracting(Problem::toString)
                .singleElement()
                .asString()
                .startsWith(
                        temp.resolve("usher.conf")
                                + ":4: notice: ProcessConnectionHandler My::Thing: there is no such handler yet; looked for My/Thing.class");
    }

    @Test
    void aMissingJarIsAnErrorOfTheCheck() throws Exception {
        Configuration configuration = configuration("Listen 127.0.0.1:0\nModulePath no.jar\n");
        assertThatThrownBy(() -> Door.check(configuration))
                .hasMessageContaining("usher.conf:2: ModulePath " + temp.resolve("no.jar"));
        assertThatThrownBy(() -> Door.open(configuration, 1)).hasMessageContaining("no.jar");
    }
}
