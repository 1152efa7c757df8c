package dev.usher.server.filter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.usher.server.bucket.Data;
import dev.usher.server.connection.FilterType;
import dev.usher.server.connection.Link;
import dev.usher.server.connection.Outcome;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What filters say of themselves by annotations, and what runs when they are added (REFERENCE E.8). */
@SuppressWarnings({"UnusedMethod", "DoNotCallSuggester"}) // init handlers are found by their annotations
class FilterInitTest {
    private FiberLine line;
    private final List<String> seen = new ArrayList<>();

    @BeforeEach
    void open() throws Exception {
        line = new FiberLine();
    }

    @AfterEach
    void close() throws IOException {
        line.close();
    }

    private Link add(StreamFilter filter) throws Exception {
        return line.on(() -> line.connection.out().add(FilterType.CONNECTION, StreamFilters.output(filter)));
    }

    /** Its init is marked itself, and leaves something for the first call. */
    private final class Counting implements StreamFilter {
        @FilterInitHandler
        void begin(FilterIo io) {
            seen.add("init");
            io.state(10);
        }

        @Override
        public Outcome run(FilterIo io) throws IOException {
            seen.add("run " + io.state());
            return FiberLine.upper(io);
        }
    }

    @Test
    void initRunsOnceWhenTheFilterIsAddedAndBeforeItsFirstCall() throws Exception {
        add(new Counting());
        assertThat(seen).containsExactly("init");
        line.pass(Data.latin1("a"));
        line.pass(Data.latin1("b"));
        assertThat(seen).containsExactly("init", "run 10", "run 10");
    }

    @Test
    void initRunsForEachPlaceAndForInputToo() throws Exception {
        Counting filter = new Counting();
        add(filter);
        add(filter);
        line.input(filter);
        assertThat(seen).containsExactly("init", "init", "init");
    }

    /** Names its init. */
    @FilterInitHandler("prepare")
    private final class Named implements StreamFilter {
        Outcome prepare(Link link) {
            seen.add("prepare " + link.type().order());
            return Outcome.OK;
        }

        @Override
        public Outcome run(FilterIo io) throws IOException {
            return FiberLine.upper(io);
        }
    }

    @Test
    void aClassMayNameItsInit() throws Exception {
        add(new Named());
        assertThat(seen).containsExactly("prepare 50");
    }

    /** Is not wanted. */
    private static final class Leaving implements StreamFilter {
        @FilterInitHandler
        void begin(FilterIo io) {
            io.remove();
        }

        @Override
        public Outcome run(FilterIo io) {
            throw new IllegalStateException("never called");
        }
    }

    @Test
    void initMayRemoveTheFilter() throws Exception {
        add(new Leaving());
        line.pass(Data.latin1("a"));
        assertThat(line.received(1)).isEqualTo("a");
        assertThat(line.on(() -> line.connection.wire().bare())).isTrue();
    }

    /** Says nothing of itself. */
    private static final class Silent implements StreamFilter {
        @FilterInitHandler
        @Nullable
        Outcome begin() {
            return null;
        }

        @Override
        public Outcome run(FilterIo io) throws IOException {
            return FiberLine.upper(io);
        }
    }

    @Test
    void anInitHandlerThatSaysNothingIsOk() throws Exception {
        add(new Silent());
        line.pass(Data.latin1("a"));
        assertThat(line.received(1)).isEqualTo("A");
    }

    /** Cannot work. */
    private static final class Failing implements StreamFilter {
        @FilterInitHandler
        void begin() throws IOException {
            throw new IOException("no dictionary");
        }

        @Override
        public Outcome run(FilterIo io) {
            throw new IllegalStateException("never called");
        }
    }

    @Test
    void anInitThatThrowsIsToldToWhoAddsAndTheFilterIsNotThere() throws Exception {
        assertThatThrownBy(() -> add(new Failing()))
                .isInstanceOf(UncheckedIOException.class)
                .hasMessageContaining("Failing.begin failed")
                .hasMessageContaining("no dictionary");
        line.pass(Data.latin1("a"));
        assertThat(line.received(1)).isEqualTo("a");
        assertThat(line.on(() -> line.connection.wire().bare())).isTrue();
    }

    /** Says no. */
    private static final class Declining implements StreamFilter {
        @FilterInitHandler
        Outcome begin() {
            return Outcome.DECLINED;
        }

        @Override
        public Outcome run(FilterIo io) {
            return Outcome.OK;
        }
    }

    @Test
    void anInitThatSaysAnythingButOkIsAnError() {
        assertThatThrownBy(() -> add(new Declining())).hasMessageContaining("said DECLINED and not OK");
    }

    /** Names what is not there. */
    @FilterInitHandler("nowhere")
    private static final class Lost implements StreamFilter {
        @Override
        public Outcome run(FilterIo io) {
            return Outcome.OK;
        }
    }

    /** Cannot be given what it wants. */
    private static final class Greedy implements StreamFilter {
        @FilterInitHandler
        void begin(String what) {
            throw new IllegalStateException(what);
        }

        @Override
        public Outcome run(FilterIo io) {
            return Outcome.OK;
        }
    }

    @Test
    void anInitThatIsNotThereOrCannotBeCalledIsAnErrorBeforeAnythingIsAdded() {
        assertThatThrownBy(() -> StreamFilters.output(new Lost()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("nowhere");
        assertThatThrownBy(() -> StreamFilters.input(new Greedy()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("must take nothing, a Link or a FilterIo");
    }

    /** Filters that are methods. */
    static final class Methods {
        @FilterConnectionHandler
        @FilterInitHandler("begin")
        static Outcome snoop(FilterIo io) throws IOException {
            return FiberLine.upper(io);
        }

        static void begin(Link link) {
            link.state("begun");
        }

        @FilterRequestHandler
        static Outcome compress(FilterIo io) throws IOException {
            return FiberLine.upper(io);
        }

        @FilterRequestHandler
        @FilterConnectionHandler
        static Outcome both(FilterIo io) throws IOException {
            return FiberLine.upper(io);
        }

        static Outcome plain(FilterIo io) throws IOException {
            return FiberLine.upper(io);
        }
    }

    private static java.lang.reflect.Method method(String name) throws NoSuchMethodException {
        return Methods.class.getDeclaredMethod(name, FilterIo.class);
    }

    @Test
    void aMethodsInitIsFoundByItsName() throws Exception {
        FilterInit init = FilterInit.of(null, method("snoop"));
        Link link = line.on(() -> line.connection
                .in()
                .add(
                        FilterType.CONNECTION,
                        (next, into, mode, block, limit) -> next.next().get(into, mode, block, limit)));
        init.run(link);
        assertThat(link.state()).isEqualTo("begun");
        assertThat(FilterInit.of(null, method("plain"))).isNull();
    }

    @Test
    void aFilterIsARequestsUnlessItSaysConnection() throws Exception {
        assertThat(FilterScope.of(method("snoop"))).isEqualTo(FilterScope.CONNECTION);
        assertThat(FilterScope.of(method("compress"))).isEqualTo(FilterScope.REQUEST);
        assertThat(FilterScope.of(method("plain"))).isEqualTo(FilterScope.REQUEST);
        assertThat(FilterScope.of(Counting.class)).isEqualTo(FilterScope.REQUEST);
    }

    @Test
    void aFilterThatSaysBothIsRefused() {
        assertThatThrownBy(() -> FilterScope.of(method("both")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("one of them must go");
    }

    @Test
    void aScopeTakesOnlyItsTypes() {
        assertThat(FilterScope.CONNECTION.takes(FilterType.CONNECTION)).isTrue();
        assertThat(FilterScope.CONNECTION.takes(FilterType.CONTENT_SET)).isFalse();
        assertThat(FilterScope.REQUEST.takes(FilterType.CONTENT_SET)).isTrue();
        assertThat(FilterScope.REQUEST.takes(FilterType.CONNECTION)).isFalse();
    }
}
