package dev.usher.server.handler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.usher.server.connection.Outcome;
import dev.usher.server.connection.PreConnectionHandler;
import dev.usher.server.connection.ProcessConnectionHandler;
import java.io.IOException;
import java.lang.reflect.Method;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A name at its place, of a host whose code and objects are the same for all connections: none is asked for here. */
class BoundTest {
    private static final HandlerRules SAME = new HandlerRules(false, HandlerScope.SERVER);

    @TempDir
    Path temp;

    private HandlerLibrary library;

    @BeforeEach
    void open() throws IOException {
        Sources sources = new Sources(temp);
        sources.write("H.java", """
                import dev.usher.server.connection.*;
                public class H {
                    private boolean begun;
                    @Deprecated
                    public Outcome speak(Connection c) { return begun ? Outcome.DONE : Outcome.DECLINED; }
                    public void begin(Connection c) { begun = true; }
                }
                """);
        library = sources.library();
    }

    @AfterEach
    void close() throws IOException {
        library.close();
    }

    private Bound<ProcessConnectionHandler> bound(String name) {
        return library.bind(Sources.name(name), ProcessConnectionHandler.class, SAME);
    }

    @Test
    void itIsReadyOnceItWasAskedFor() throws Exception {
        Bound<ProcessConnectionHandler> bound = bound("H::speak");
        assertThat(bound.ready()).isNull();
        assertThat(library.compilations()).isZero();
        assertThat(bound.on(null)).isSameAs(bound.ready()).isSameAs(bound.on(null));
        assertThat(bound).hasToString("ProcessConnectionHandler H::speak");
    }

    @Test
    void oneNameOfOneMeaningIsReadyAtAllItsPlacesAtOnce() throws Exception {
        bound("H::speak").on(null);
        assertThat(bound("H::speak").ready()).isNotNull();
        assertThat(library.bind(Sources.name("H::speak"), PreConnectionHandler.class, SAME)
                        .ready())
                .isNull();
    }

    @Test
    void aMethodSaysNothingOfItselfAndIsNotForLoops() throws Exception {
        Bound<ProcessConnectionHandler> bound = bound("H::speak");
        bound.on(null);
        assertThat(bound.isForLoops()).isFalse();
    }

    @Test
    void anotherMethodIsOfTheSameObject() throws Exception {
        Bound<ProcessConnectionHandler> bound = bound("H::speak");
        assertThat(bound.on(null).handle(null)).isEqualTo(Outcome.DECLINED);
        assertThat(bound.sibling(null, "begin", PreConnectionHandler.class).handle(null, null))
                .isEqualTo(Outcome.OK);
        assertThat(bound.on(null).handle(null)).isEqualTo(Outcome.DONE);
    }

    @Test
    void anotherMethodThatIsNotThereIsSaidSo() {
        assertThatThrownBy(() -> bound("H::speak").sibling(null, "end", PreConnectionHandler.class))
                .isInstanceOf(HandlerException.class)
                .hasMessage("H::speak: H has no public method and no nested class 'end'; its methods: begin, speak");
    }

    @Test
    void itsAnnotationsAreThoseOfTheMethod() throws Exception {
        assertThat(bound("H::speak").element(null)).isInstanceOf(Method.class);
        assertThat(bound("H::speak").element(null).isAnnotationPresent(Deprecated.class))
                .isTrue();
    }
}
