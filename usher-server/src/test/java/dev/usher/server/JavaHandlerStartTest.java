package dev.usher.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.usher.config.ConfigException;
import dev.usher.config.ConfigLoader;
import dev.usher.config.Configuration;
import dev.usher.server.content.Fetched;
import dev.usher.server.content.java.TestHandlers;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A class that {@code SetHandler java:NAME} names and that cannot be used ends the start, and {@code usher check}. */
class JavaHandlerStartTest {
    private static final String OURS = "dev.usher.server.content.java.TestHandlers";

    @TempDir
    Path temp;

    private Configuration config(String handler) throws ConfigException {
        return ConfigLoader.of(ServerSettings.catalog())
                .loadText(
                        temp.resolve("usher.conf"),
                        "Listen 127.0.0.1:0\n<VirtualHost *:*>\n<Location /api>\nSetHandler java:" + handler
                                + "\n</Location>\n</VirtualHost>\n");
    }

    private void isRefused(String handler, String... because) throws ConfigException {
        Configuration configuration = config(handler);
        assertThatThrownBy(() -> Door.check(configuration))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("usher.conf:4: SetHandler java:" + handler)
                .hasMessageContainingAll(because);
        assertThatThrownBy(() -> Door.open(configuration, 1))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("usher.conf:4: SetHandler java:" + handler)
                .hasMessageContainingAll(because);
    }

    @Test
    void aClassThatIsNotThereNamesTheFileLookedFor() throws Exception {
        isRefused(
                "com.example.Nobody",
                "there is no such handler; looked for com/example/Nobody.class on the class path");
    }

    @Test
    void aNestedClassWithADotIsRecognised() throws Exception {
        isRefused(OURS + ".Hello", "there is " + OURS + "$Hello");
    }

    @Test
    void aClassThatIsNoHandlerIsRefused() throws Exception {
        isRefused("java.lang.String", "implements no JavaHandler", "public void NAME(JavaRequest, JavaResponse)");
    }

    @Test
    void anInterfaceIsRefused() throws Exception {
        isRefused("dev.usher.server.content.java.JavaHandler", "is abstract");
    }

    @Test
    void aClassThatIsNotPublicIsRefused() throws Exception {
        isRefused(OURS + "$Hidden", "is not public");
    }

    @Test
    void aConstructorWithParametersIsRefused() throws Exception {
        isRefused(OURS + "$NeedsMore", "has no public constructor without parameters");
    }

    @Test
    void aConstructorThatThrowsEndsTheStartAndIsNotRunByTheCheck() throws Exception {
        Configuration configuration = config(OURS + "$Stillborn");
        Door.check(configuration);
        assertThatThrownBy(() -> Door.open(configuration, 1))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("usher.conf:4")
                .hasMessageContaining("its constructor failed")
                .hasMessageContaining("no database");
    }

    @Test
    void aNameThatNoClassCanHaveIsRefusedWithItsLine() {
        assertThatThrownBy(() -> config("../evil"))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("usher.conf:4")
                .hasMessageContaining("must name a class");
    }

    @Test
    void aSourceBelowHandlerPathAnswersAndItsMistakesEndTheStart() throws Exception {
        Path file = Files.writeString(temp.resolve("Hello.java"), """
                import dev.usher.server.content.java.*;
                public class Hello {
                    public void greet(JavaRequest request, JavaResponse response) throws Exception {
                        response.write("from a source");
                    }
                }
                """);
        try (Door door = Door.open(config("Hello.java::greet"), 1)) {
            assertThat(Fetched.of(door.ports().getFirst(), "GET", "/api", new byte[0])
                            .body())
                    .asString()
                    .isEqualTo("from a source");
        }
        Files.writeString(file, "oops");
        isRefused("Hello.java::greet", file.toRealPath() + ":1:1: ");
    }

    @Test
    void permitsOutOfRangeAreRefused() {
        assertThatThrownBy(() -> ConfigLoader.of(ServerSettings.catalog())
                        .loadText(temp.resolve("usher.conf"), "HandlerPermits -1\n"))
                .hasMessageContaining("HandlerPermits must be between 0 and 1000000");
        assertThat(TestHandlers.name(TestHandlers.Hello.class)).isEqualTo("java:" + OURS + "$Hello");
    }
}
