package dev.usher.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.usher.config.ConfigLoader;
import dev.usher.config.Configuration;
import dev.usher.server.connection.Outcome;
import dev.usher.server.connection.ReadMode;
import java.io.IOException;
import java.lang.reflect.Method;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** docs/handlers.md: its handlers compiled and run, its configurations read, its sessions held, its test passed. */
class HandlersPageTest {
    private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
    private static final Path PAGE = ROOT.resolve("docs/handlers.md");
    private static final Pattern FENCED = Pattern.compile("```([a-z]*)\n(.*?)```", Pattern.DOTALL);

    @TempDir
    Path temp;

    private static List<String> blocks(String language) throws IOException {
        return FENCED.matcher(Files.readString(PAGE))
                .results()
                .filter(block -> block.group(1).equals(language))
                .map(block -> block.group(2))
                .toList();
    }

    private static String block(String language, String words) throws IOException {
        return blocks(language).stream()
                .filter(block -> block.contains(words))
                .findFirst()
                .orElseThrow(() -> new AssertionError("the page has no " + language + " block with " + words));
    }

    /** A configuration of the page at a free port. */
    private Door door(String config, int port) throws Exception {
        String free = config.replace("HandlerPath ", "HandlerPath " + ROOT + "/")
                .replace("Listen " + port, "Listen 127.0.0.1:0")
                .replace("_default_:" + port, "_default_:*");
        return Door.open(ConfigLoader.of(ServerSettings.catalog()).loadText(temp.resolve("usher.conf"), free), 1);
    }

    @Test
    void theSeedsHandlersArePrintedAsTheyAre() throws IOException {
        for (String name : List.of("EchoSocket", "EchoBB")) {
            assertThat(blocks("java"))
                    .contains(Files.readString(ROOT.resolve("examples/handlers/MyApache/" + name + ".java")));
        }
    }

    @Test
    void theSocketsSessionIsHeldAsPrinted() throws Exception {
        try (Door door = door(block("", "Listen 8010"), 8010)) {
            hold(block("", "telnet localhost 8010"), door, "");
        }
    }

    @Test
    void theBrigadesSessionIsHeldAsPrinted() throws Exception {
        try (Door door = door(block("", "Listen 8011"), 8011)) {
            hold(block("", "telnet localhost 8011"), door, "\r\n");
        }
    }

    /** A line typed, a line answered, and so on; at the end a blank one is typed. */
    private static void hold(String session, Door door, String answerToBlank) throws IOException {
        List<String> lines = session.lines()
                .dropWhile(line -> !line.startsWith("Escape character"))
                .skip(1)
                .takeWhile(line -> !line.startsWith("Connection closed"))
                .filter(line -> !line.isEmpty())
                .toList();
        assertThat(lines).hasSize(4);
        try (Talk talk = Talk.with(door)) {
            for (int i = 0; i < lines.size(); i += 2) {
                assertThat(talk.say(lines.get(i) + "\r\n").line()).isEqualTo(lines.get(i + 1) + "\r\n");
            }
            assertThat(talk.say("\r\n").rest()).isEqualTo(answerToBlank);
        }
    }

    /** Every other piece of Java on the page is a class of its own and compiles beside the examples. */
    @Test
    void everyPieceOfJavaCompiles() throws Exception {
        for (String source : blocks("java")) {
            compiled(source, Files.createTempDirectory(temp, "classes"));
        }
        assertThat(blocks("java")).hasSizeGreaterThan(3);
    }

    @Test
    void theFilterOfThePageNumbersLines() throws Exception {
        Path own = Files.createDirectory(temp.resolve("own"));
        Files.writeString(own.resolve("Numbered.java"), block("java", "class Numbered"));
        String config = "HandlerPath examples/handlers\nListen 8012\n"
                + "ProcessConnectionHandler EchoBrigade\nOutputFilterHandler " + own + "/Numbered.java::lines\n";
        try (Door door = door(config, 8012);
                Talk talk = Talk.with(door)) {
            assertThat(talk.say("a\n").hear(5)).isEqualTo("a\n1: ");
            assertThat(talk.say("b\nc").hangUp().rest()).isEqualTo("b\n2: c");
        }
    }

    /** Every configuration of the page is right, and what it names is there. */
    @Test
    void everyConfigurationIsTaken() throws Exception {
        List<String> configs = blocks("").stream()
                .filter(block -> block.contains("Handler") && !block.contains("->") && !block.contains("──"))
                .toList();
        assertThat(configs).hasSize(3);
        for (String config : configs) {
            String local = config.replace("HandlerPath ", "HandlerPath " + ROOT + "/");
            Configuration read = ConfigLoader.of(ServerSettings.catalog()).loadText(temp.resolve("usher.conf"), local);
            Door.check(read);
            assertThat(Door.notices(read)).isEmpty();
        }
    }

    private static String className(String source) {
        return Pattern.compile("(?m)^(?:public )?(?:final )?class (\\w+)")
                .matcher(source)
                .results()
                .map((MatchResult found) -> found.group(1))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no class in " + source));
    }

    private Path compiled(String source, Path classes) throws IOException {
        Path file = Files.writeString(
                Files.createTempDirectory(temp, "source").resolve(className(source) + ".java"), source);
        java.io.ByteArrayOutputStream said = new java.io.ByteArrayOutputStream();
        int exit = ToolProvider.getSystemJavaCompiler()
                .run(null, said, said, "-proc:none", "-d", classes.toString(), file.toString());
        assertThat(exit).as(said + source).isZero();
        return classes;
    }

    /** The page's handler and the page's test of it, the test's methods run as JUnit would. */
    @Test
    void theTestOfAHandlerPasses() throws Exception {
        String test = block("java", "class ShoutTest");
        Path classes = compiled(test, Files.createTempDirectory(temp, "classes"));
        Path handlers = Files.createDirectory(temp.resolve("handlers"));
        Files.writeString(handlers.resolve("Shout.java"), block("java", "class Shout "));
        System.setProperty("handlers", handlers.toString());
        try (URLClassLoader loader =
                new URLClassLoader(new URL[] {classes.toUri().toURL()}, HandlersPageTest.class.getClassLoader())) {
            Class<?> type = loader.loadClass("ShoutTest");
            var constructor = type.getDeclaredConstructor();
            constructor.setAccessible(true);
            List<Method> tests = Arrays.stream(type.getDeclaredMethods())
                    .filter(method -> method.isAnnotationPresent(Test.class))
                    .toList();
            assertThat(tests).isNotEmpty();
            for (Method one : tests) {
                one.setAccessible(true);
                one.invoke(constructor.newInstance());
            }
        } finally {
            System.clearProperty("handlers");
        }
    }

    @Test
    void theTablesNameEachModeAndEachOutcome() throws IOException {
        String page = Files.readString(PAGE);
        Stream.concat(Arrays.stream(ReadMode.values()), Arrays.stream(Outcome.values()))
                .forEach(value -> assertThat(page).contains("\n| `" + value + "` |"));
    }

    /** Each example has its line in the examples' page. */
    @Test
    void theExamplesPageNamesEachOfThem() throws IOException {
        String page = Files.readString(ROOT.resolve("examples/handlers/README.md"));
        try (Stream<Path> files = Files.walk(ROOT.resolve("examples/handlers"))) {
            files.filter(file -> file.toString().endsWith(".java"))
                    .forEach(file -> assertThat(page)
                            .contains("(" + ROOT.resolve("examples/handlers").relativize(file) + ")"));
        }
    }
}
