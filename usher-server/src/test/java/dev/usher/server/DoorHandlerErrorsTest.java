package dev.usher.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.usher.config.ConfigException;
import dev.usher.config.Configuration;
import dev.usher.config.Problem;
import dev.usher.server.content.Recorded;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** Handlers that a configuration names and that cannot be used, or fail: what start, check and log say. */
public class DoorHandlerErrorsTest extends DoorHandlersCase {
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
