package dev.usher.server.handler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.usher.server.bucket.Brigade;
import dev.usher.server.connection.Block;
import dev.usher.server.connection.InputFilter;
import dev.usher.server.connection.Outcome;
import dev.usher.server.connection.OutputFilter;
import dev.usher.server.connection.PreConnectionHandler;
import dev.usher.server.connection.ProcessConnectionHandler;
import dev.usher.server.connection.ReadMode;
import dev.usher.server.connection.Status;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which classes and methods are handlers of which kind, and what is said of the others. */
class RecipeTest {
    @TempDir
    Path temp;

    private Sources sources;
    private HandlerLibrary library;

    @BeforeEach
    void open() throws IOException {
        sources = new Sources(temp);
        library = sources.library();
    }

    @AfterEach
    void close() throws IOException {
        library.close();
    }

    private <T> T made(String name, Class<T> style, String body) throws IOException {
        sources.write("H.java", """
                import dev.usher.server.bucket.*;
                import dev.usher.server.connection.*;
                """ + body);
        return Sources.make(library, name, style);
    }

    private void isRefused(String name, Class<?> style, String body, String... because) {
        assertThatThrownBy(() -> made(name, style, body))
                .isInstanceOf(HandlerException.class)
                .hasMessageContaining(name + ": ")
                .hasMessageContainingAll(because);
    }

    @Test
    void aClassThatImplementsTheInterface() throws Exception {
        ProcessConnectionHandler made = made("H", ProcessConnectionHandler.class, """
                public class H implements ProcessConnectionHandler {
                    public Outcome handle(Connection c) { return Outcome.DONE; }
                }
                """);
        assertThat(made.handle(null)).isEqualTo(Outcome.DONE);
    }

    @Test
    void oneObjectOfAClassServesAllItsKinds() throws Exception {
        PreConnectionHandler first = made("H", PreConnectionHandler.class, """
                public class H implements PreConnectionHandler, ProcessConnectionHandler {
                    private boolean seen;
                    public Outcome handle(Connection c, ClientSocket s) { seen = true; return Outcome.OK; }
                    public Outcome handle(Connection c) { return seen ? Outcome.DONE : Outcome.DECLINED; }
                }
                """);
        first.handle(null, null);
        assertThat(Sources.make(library, "H", ProcessConnectionHandler.class).handle(null))
                .isEqualTo(Outcome.DONE);
    }

    @Test
    void anObjectsMethod() throws Exception {
        ProcessConnectionHandler made = made("H::speak", ProcessConnectionHandler.class, """
                public class H {
                    private int calls;
                    public Outcome speak(Connection c) { return ++calls == 2 ? Outcome.DONE : Outcome.OK; }
                }
                """);
        assertThat(made.handle(null)).isEqualTo(Outcome.OK);
        assertThat(made.handle(null)).as("the same object").isEqualTo(Outcome.DONE);
    }

    @Test
    void aStaticMethodNeedsNoObject() throws Exception {
        PreConnectionHandler made = made("H::look", PreConnectionHandler.class, """
                public class H {
                    private H() {}
                    public static Outcome look(Connection c, ClientSocket s) { return Outcome.DONE; }
                }
                """);
        assertThat(made.handle(null, null)).isEqualTo(Outcome.DONE);
    }

    @Test
    void voidMeansOk() throws Exception {
        assertThat(made("H::look", PreConnectionHandler.class, "public class H { public void look(Connection c) {} }")
                        .handle(null, null))
                .isEqualTo(Outcome.OK);
    }

    @Test
    void aPreConnectionHandlersMethodTakesTheConnectionAloneOrTheSocketToo() throws Exception {
        String source = """
                public class H {
                    public Outcome alone(Connection c) { return Outcome.DONE; }
                    public Outcome both(Connection c, ClientSocket s) { return Outcome.DECLINED; }
                }
                """;
        assertThat(made("H::alone", PreConnectionHandler.class, source).handle(null, null))
                .isEqualTo(Outcome.DONE);
        assertThat(Sources.make(library, "H::both", PreConnectionHandler.class).handle(null, null))
                .isEqualTo(Outcome.DECLINED);
    }

    @Test
    void theMethodCalledHandlerIsMeantByTheClass() throws Exception {
        assertThat(made("H", ProcessConnectionHandler.class, "public class H { public void handler(Connection c) {} }")
                        .handle(null))
                .isEqualTo(Outcome.OK);
    }

    @Test
    void ofSeveralMethodsOfANameTheFittingOneCounts() throws Exception {
        assertThat(made("H::look", PreConnectionHandler.class, """
                public class H {
                    public void look(String s) {}
                    public Outcome look(Connection c) { return Outcome.DONE; }
                }
                """).handle(null, null))
                .isEqualTo(Outcome.DONE);
    }

    @Test
    void anExceptionOfAMethodIsPassedOn() throws Exception {
        ProcessConnectionHandler made = made("H::speak", ProcessConnectionHandler.class, """
                public class H {
                    public void speak(Connection c) throws Exception { throw new java.io.IOException("gone"); }
                }
                """);
        assertThatThrownBy(() -> made.handle(null))
                .isExactlyInstanceOf(IOException.class)
                .hasMessage("gone");
    }

    @Test
    void anInputFilterIsAMethodToo() throws Exception {
        InputFilter made = made("H::in", InputFilter.class, """
                public class H {
                    public Status in(Link l, Brigade b, ReadMode m, Block w, int limit) { return Status.AGAIN; }
                }
                """);
        try (Brigade brigade = new Brigade()) {
            assertThat(made.get(null, brigade, ReadMode.READBYTES, Block.NONBLOCK, 1))
                    .isEqualTo(Status.AGAIN);
        }
    }

    @Test
    void anOutputFilterIsAMethodToo() throws Exception {
        OutputFilter made = made("H::out", OutputFilter.class, """
                public class H {
                    public static void out(Link l, Brigade b) { b.append(new Eos()); }
                }
                """);
        try (Brigade brigade = new Brigade()) {
            made.pass(null, brigade);
            assertThat(brigade.hasEos()).isTrue();
        }
    }

    @Test
    void aFurtherRowIsAFurtherWay() throws Exception {
        sources.write("H.java", "public class H { public String word() { return \"yes\"; } }");
        try (HandlerLibrary more = HandlerLibrary.open(
                sources.configuration("HandlerPath handlers\n").main().values(),
                temp.toRealPath(),
                List.of(Form.of(ProcessConnectionHandler.class, Word.class, word -> _ -> {
                    assertThat(word.word()).isEqualTo("yes");
                    return Outcome.DONE;
                })))) {
            assertThat(Sources.make(more, "H::word", ProcessConnectionHandler.class)
                            .handle(null))
                    .isEqualTo(Outcome.DONE);
        }
    }

    /** Another style. */
    public interface Word {
        String word();
    }

    @Test
    void anInterfaceWithoutARowIsWrittenAsItself() throws Exception {
        Supplier<?> made = made("H::get", Supplier.class, "public class H { public Object get() { return 1; } }");
        assertThat(made.get()).isEqualTo(1);
    }

    @Test
    @SuppressWarnings("unchecked") // a class cannot say of what it is a Function
    void theInterfacesOwnDefaultsAreThereForAMethodToo() throws Exception {
        Function<Object, Object> made = made(
                "H::twice",
                Function.class,
                "public class H { public Object twice(Object x) { return \"\" + x + x; } }");
        assertThat(made.andThen(x -> x + "!").apply("ab")).isEqualTo("abab!");
    }

    @Test
    void aClassThatIsNoHandlerIsSaidSo() {
        isRefused(
                "H",
                ProcessConnectionHandler.class,
                "public class H {}",
                "H implements no ProcessConnectionHandler and has no public method 'handler' that looks like"
                        + " public Outcome|void NAME(Connection) or public Outcome|void NAME(Connection, ClientSocket)");
    }

    @Test
    void aMethodOfAnotherFormIsSaidSo() {
        isRefused(
                "H::look",
                PreConnectionHandler.class,
                "public class H { public int look(Connection c) { return 0; } }",
                "public int H.look(dev.usher.server.connection.Connection) must look like"
                        + " public Outcome|void NAME(Connection, ClientSocket)");
    }

    @Test
    void aFilterOfTheOtherDirectionIsSaidSo() {
        isRefused("H", OutputFilter.class, """
                public class H implements InputFilter {
                    public Status get(Link l, Brigade b, ReadMode m, Block w, int limit) { return Status.EOF; }
                }
                """, "H implements no OutputFilter");
    }

    @Test
    void aClassThatIsNotPublicIsSaidSo() {
        isRefused("H", PreConnectionHandler.class, "class H {}", "class H is not public");
    }

    @Test
    void aConstructorWithParametersIsSaidSo() {
        isRefused(
                "H::look",
                PreConnectionHandler.class,
                "public class H { public H(int x) {} public void look(Connection c) {} }",
                "H has no public constructor without parameters");
    }

    @Test
    void anAbstractClassIsSaidSo() {
        isRefused(
                "H",
                PreConnectionHandler.class,
                "public abstract class H implements PreConnectionHandler {}",
                "H is abstract");
    }

    @Test
    void anInnerClassIsSaidSo() {
        isRefused(
                "H::In",
                PreConnectionHandler.class,
                "public class H { public class In { public void handler(Connection c) {} } }",
                "H$In is an inner class: make it static");
    }

    @Test
    void aConstructorThatFailsIsSaidSo() {
        isRefusedNow(
                "public class H { public H() { throw new IllegalStateException(\"no key\"); } public void handler(Connection c) {} }",
                "H: its constructor failed: java.lang.IllegalStateException: no key");
    }

    private void isRefusedNow(String body, String because) {
        assertThatThrownBy(() -> made("H", PreConnectionHandler.class, body))
                .isInstanceOf(HandlerException.class)
                .hasMessageContaining(because);
    }
}
