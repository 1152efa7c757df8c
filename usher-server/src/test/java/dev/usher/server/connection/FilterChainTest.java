package dev.usher.server.connection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.usher.server.bucket.Brigade;
import dev.usher.server.bucket.Data;
import dev.usher.server.bucket.Metadata;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Where filters stand, and what they may do to themselves (REFERENCE E.5). */
class FilterChainTest {
    private Line line;
    private Socket client;
    private Connection connection;

    /** Somebody else's sign. */
    record Mark() implements Metadata {}

    @BeforeEach
    void open() throws Exception {
        line = new Line();
        client = line.client();
        connection = line.connection();
    }

    @AfterEach
    void close() throws IOException {
        client.close();
        line.close();
    }

    /** Puts its name before what passes. */
    private static OutputFilter named(String name) {
        return OutputFilter.nonBlocking(waiting(name));
    }

    /** The same, which does not say that it never waits. */
    private static OutputFilter waiting(String name) {
        return (link, brigade) -> {
            brigade.prepend(Data.latin1(name));
            link.next().pass(brigade);
        };
    }

    private String received(int bytes) throws IOException {
        return new String(client.getInputStream().readNBytes(bytes), StandardCharsets.ISO_8859_1);
    }

    @Test
    void filtersOfOneTypeStandInTheOrderTheyCame() throws Exception {
        Line.on(connection, () -> {
            connection.out().add(FilterType.CONNECTION, named("1"));
            connection.out().add(FilterType.CONNECTION, named("2"));
            connection.out().add(new FilterType(55), named("3"));
            return connection.out().add(FilterType.CONNECTION, named("4"));
        });
        Line.pass(connection, "x");
        assertThat(received(5)).as("the last filter prepends last").isEqualTo("3421x");
    }

    @Test
    void aFilterMayRemoveItselfWithinItsCall() throws Exception {
        Line.on(
                connection,
                () -> connection.out().add(FilterType.CONNECTION, OutputFilter.nonBlocking((link, brigade) -> {
                    link.remove();
                    link.remove();
                    brigade.prepend(Data.latin1("once "));
                    link.next().pass(brigade);
                })));
        Line.pass(connection, "a");
        Line.pass(connection, "b");
        assertThat(received(7)).isEqualTo("once ab");
    }

    @Test
    void aFilterMayRemoveTheOneBehindIt() throws Exception {
        Line.on(connection, () -> {
            Link[] behind = new Link[1];
            connection.out().add(FilterType.CONNECTION, OutputFilter.nonBlocking((link, brigade) -> {
                Link next = link.next();
                behind[0].remove();
                next.pass(brigade);
            }));
            behind[0] = connection.out().add(FilterType.CONNECTION, named("never"));
            return true;
        });
        Line.pass(connection, "x");
        assertThat(received(1)).isEqualTo("x");
    }

    @Test
    void inputFiltersSeeWhatTheWireGives() throws Exception {
        Line.on(
                connection,
                () -> connection
                        .in()
                        .add(FilterType.CONNECTION, InputFilter.nonBlocking((link, into, mode, block, limit) -> {
                            Status status = link.next().get(into, mode, block, limit);
                            String lower = new String(into.flatten(100), StandardCharsets.ISO_8859_1)
                                    .toLowerCase(java.util.Locale.ROOT);
                            into.close();
                            if (!lower.isEmpty()) {
                                into.append(Data.latin1(lower));
                            }
                            return status;
                        })));
        client.getOutputStream().write("HELLO\n".getBytes(StandardCharsets.ISO_8859_1));
        assertThat(line.read(connection, ReadMode.GETLINE, 1)).isEqualTo("hello\n");
    }

    @Test
    void aFilterKeepsItsStateInItsLink() throws Exception {
        OutputFilter counting = OutputFilter.nonBlocking((link, brigade) -> {
            int count = link.state() instanceof Integer before ? before + 1 : 1;
            link.state(count);
            brigade.append(Data.latin1(Integer.toString(count)));
            link.next().pass(brigade);
        });
        Line.on(connection, () -> {
            connection.out().add(FilterType.CONNECTION, counting);
            return connection.out().add(FilterType.CONNECTION, counting);
        });
        Line.pass(connection, "a");
        Line.pass(connection, "b");
        assertThat(received(6)).isEqualTo("a11b22");
    }

    @Test
    void signsNobodyKnowsPassTheWire() throws Exception {
        Line.on(connection, () -> {
            try (Brigade brigade = Brigade.of(new Mark(), Data.latin1("x"), new Mark())) {
                connection.out().pass(brigade);
            }
            return true;
        });
        assertThat(received(1)).isEqualTo("x");
    }

    @Test
    void aRequestsFilterCannotBeAddedToAConnection() {
        for (FilterType type : new FilterType[] {FilterType.CONTENT_SET, FilterType.TRANSCODE, FilterType.NETWORK}) {
            assertThatThrownBy(() -> Line.on(connection, () -> connection.out().add(type, named("x"))))
                    .isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() ->
                            Line.on(connection, () -> connection.in().add(type, (_, _, _, _, _) -> Status.EOF)))
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void aConnectionsFilterCannotBeAddedToARequest() throws Exception {
        RequestOutput out = new RequestOutput(connection, new RequestScope() {});
        assertThatThrownBy(() -> Line.on(connection, () -> out.add(FilterType.CONNECTION, named("x"))))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aRequestsChainEndsInWhateverTheConnectionsChainIsThen() throws Exception {
        RequestScope request = new RequestScope() {};
        Line.on(connection, () -> {
            RequestOutput out = new RequestOutput(connection, request);
            Link link = out.add(FilterType.CONTENT_SET, named("r"));
            assertThat(link.exchange()).isSameAs(request);
            connection.out().add(FilterType.CONNECTION, named("c"));
            try (Brigade brigade = Brigade.of(Data.latin1("x"))) {
                out.pass(brigade);
            }
            return true;
        });
        assertThat(received(3)).isEqualTo("crx");
    }

    private static OutputFilter told(String name) {
        return new OutputFilter() {
            @Override
            public void pass(Link link, Brigade brigade) throws IOException {
                link.next().pass(brigade);
            }

            @Override
            public String toString() {
                return name;
            }
        };
    }

    @Test
    void aFilterThatMayWaitIsRefusedWhereAnEventLoopDrives() throws Exception {
        assertThatThrownBy(() -> Line.on(connection, () -> connection.out().add(FilterType.CONNECTION, told("Slow"))))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("Slow")
                .hasMessageContaining(connection.toString())
                .hasMessageContaining("may wait")
                .hasMessageContaining("add it in a pre-connection handler")
                .hasMessageContaining("nonBlocking()");
        assertThatThrownBy(() -> Line.on(
                        connection,
                        () -> connection
                                .in()
                                .add(
                                        FilterType.CONNECTION,
                                        (link, into, mode, block, limit) ->
                                                link.next().get(into, mode, block, limit))))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("may wait");
        assertThat(connection.wire().bare()).as("nothing was added").isTrue();
    }

    @Test
    void aRequestsFilterThatMayWaitIsRefusedWhereAnEventLoopDrives() {
        RequestScope request = new RequestScope() {};
        RequestOutput out = new RequestOutput(connection, request);
        RequestInput in = new RequestInput(connection, request, (_, _, _, _, _) -> Status.EOF);
        assertThatThrownBy(() -> Line.on(connection, () -> out.add(FilterType.CONTENT_SET, told("Slow"))))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("Slow");
        assertThatThrownBy(() ->
                        Line.on(connection, () -> in.add(FilterType.CONTENT_SET, (_, _, _, _, _) -> Status.EOF)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("may wait");
    }

    @Test
    void aFilterOfAnotherThreadIsRefused() {
        assertThatThrownBy(() -> connection.out().add(FilterType.CONNECTION, named("x")))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining(connection.toString())
                .hasMessageContaining("Connection.execute");
        assertThat(connection.wire().bare()).isTrue();
    }

    @Test
    void aFiberThatLeavesItsConnectionToTheLoopAddsNoFilterThatMayWait() throws Exception {
        CompletableFuture<Throwable> refused = new CompletableFuture<>();
        ProcessConnectionHandler leaving = c -> {
            c.become(new Silent());
            try {
                c.out().add(FilterType.CONNECTION, told("Slow"));
                refused.complete(new AssertionError("taken"));
            } catch (IllegalStateException e) {
                refused.complete(e);
            }
            return Outcome.SUSPENDED;
        };
        try (Line fibers = new Line(List.of(), List.of(leaving));
                Socket _ = fibers.client()) {
            assertThat(refused.get(20, TimeUnit.SECONDS))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("Slow");
        }
    }

    @Test
    void whatAFilterSaysOfItselfIsAskedWhenItIsAdded() throws Exception {
        OutputFilter fickle = new OutputFilter() {
            private int asked;

            @Override
            public void pass(Link link, Brigade brigade) throws IOException {
                link.next().pass(brigade);
            }

            @Override
            public boolean nonBlocking() {
                return asked++ == 0;
            }
        };
        Link link = Line.on(connection, () -> connection.out().add(FilterType.CONNECTION, fickle));
        assertThat(link.mayBlock()).isFalse();
        assertThat(link.mayBlock()).isFalse();
    }

    private static final class Silent implements Protocol {
        @Override
        public void advance() {
            // It waits for the end.
        }

        @Override
        public void onTimeout() {
            // No deadline is set.
        }

        @Override
        public void onAbort(Throwable why) {
            // The test's client leaves.
        }
    }
}
