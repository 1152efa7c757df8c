package dev.usher.server.connection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.usher.server.bucket.Brigade;
import dev.usher.server.bucket.Data;
import dev.usher.server.bucket.Metadata;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
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
                () -> connection.out().add(FilterType.CONNECTION, (link, brigade) -> {
                    link.remove();
                    link.remove();
                    brigade.prepend(Data.latin1("once "));
                    link.next().pass(brigade);
                }));
        Line.pass(connection, "a");
        Line.pass(connection, "b");
        assertThat(received(7)).isEqualTo("once ab");
    }

    @Test
    void aFilterMayRemoveTheOneBehindIt() throws Exception {
        Line.on(connection, () -> {
            Link[] behind = new Link[1];
            connection.out().add(FilterType.CONNECTION, (link, brigade) -> {
                Link next = link.next();
                behind[0].remove();
                next.pass(brigade);
            });
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
                () -> connection.in().add(FilterType.CONNECTION, (link, into, mode, block, limit) -> {
                    Status status = link.next().get(into, mode, block, limit);
                    String lower = new String(into.flatten(100), StandardCharsets.ISO_8859_1)
                            .toLowerCase(java.util.Locale.ROOT);
                    into.close();
                    if (!lower.isEmpty()) {
                        into.append(Data.latin1(lower));
                    }
                    return status;
                }));
        client.getOutputStream().write("HELLO\n".getBytes(StandardCharsets.ISO_8859_1));
        assertThat(line.read(connection, ReadMode.GETLINE, 1)).isEqualTo("hello\n");
    }

    @Test
    void aFilterKeepsItsStateInItsLink() throws Exception {
        OutputFilter counting = (link, brigade) -> {
            int count = link.state() instanceof Integer before ? before + 1 : 1;
            link.state(count);
            brigade.append(Data.latin1(Integer.toString(count)));
            link.next().pass(brigade);
        };
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
}
