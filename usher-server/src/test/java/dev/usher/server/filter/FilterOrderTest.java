package dev.usher.server.filter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.usher.server.bucket.Brigade;
import dev.usher.server.bucket.Data;
import dev.usher.server.connection.Block;
import dev.usher.server.connection.FilterType;
import dev.usher.server.connection.InputFilter;
import dev.usher.server.connection.Link;
import dev.usher.server.connection.OutputFilter;
import dev.usher.server.connection.ReadMode;
import dev.usher.server.connection.RequestInput;
import dev.usher.server.connection.RequestOutput;
import dev.usher.server.connection.RequestScope;
import dev.usher.server.connection.Status;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Where filters stand, to whom they belong and how they go (REFERENCE E.5), both directions. */
class FilterOrderTest {
    private FiberLine line;
    private final List<String> seen = new ArrayList<>();
    private final RequestScope request = new RequestScope() {};

    @BeforeEach
    void open() throws Exception {
        line = new FiberLine();
    }

    @AfterEach
    void close() throws IOException {
        line.close();
    }

    private InputFilter reader(String name) {
        return (link, into, mode, block, limit) -> {
            seen.add(name);
            return link.next().get(into, mode, block, limit);
        };
    }

    private OutputFilter writer(String name) {
        return (link, brigade) -> {
            seen.add(name);
            link.next().pass(brigade);
        };
    }

    @Test
    void typesAreOrderedFromResourceToNetwork() {
        assertThat(List.of(
                        FilterType.RESOURCE,
                        FilterType.CONTENT_SET,
                        FilterType.PROTOCOL,
                        FilterType.TRANSCODE,
                        FilterType.CONNECTION,
                        FilterType.NETWORK))
                .isSorted()
                .extracting(FilterType::order)
                .containsExactly(10, 20, 30, 40, 50, 60);
    }

    @Test
    void anInputFilterStandsBeforeTheFirstOfAGreaterTypeAndBehindItsOwn() throws Exception {
        line.on(() -> {
            line.connection.in().add(new FilterType(55), reader("55a"));
            line.connection.in().add(FilterType.CONNECTION, reader("50a"));
            line.connection.in().add(new FilterType(55), reader("55b"));
            return line.connection.in().add(FilterType.CONNECTION, reader("50b"));
        });
        line.get(ReadMode.READBYTES, Block.NONBLOCK, 1);
        assertThat(seen).containsExactly("50a", "50b", "55a", "55b");
    }

    @Test
    void behindTheLastInputFilterNobodyReads() throws Exception {
        Link[] wire = new Link[1];
        line.on(() -> line.connection.in().add(FilterType.CONNECTION, (link, into, mode, block, limit) -> {
            wire[0] = link.next();
            return link.next().get(into, mode, block, limit);
        }));
        line.get(ReadMode.INIT, Block.NONBLOCK, 1);
        assertThatThrownBy(() -> wire[0].next())
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("nothing stands behind");
    }

    @Test
    void aRequestsFiltersStandBeforeItsConnections() throws Exception {
        line.on(() -> {
            line.connection.out().add(FilterType.CONNECTION, writer("connection"));
            RequestOutput out = new RequestOutput(line.connection, request);
            out.add(FilterType.TRANSCODE, writer("transcode"));
            out.add(FilterType.RESOURCE, writer("resource"));
            try (Brigade brigade = Brigade.of(Data.latin1("a"))) {
                out.pass(brigade);
            }
            return true;
        });
        assertThat(seen).containsExactly("resource", "transcode", "connection");
    }

    @Test
    void aRequestsFilterOnAConnectionIsRefusedAndTheReasonIsSaid() {
        assertThatThrownBy(() -> line.on(() -> line.connection.out().add(FilterType.CONTENT_SET, writer("x"))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("20: such a one needs a request");
        assertThatThrownBy(() -> line.on(() -> line.connection.in().add(FilterType.RESOURCE, reader("x"))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("needs a request");
    }

    @Test
    void aConnectionsFilterOnARequestIsRefused() {
        assertThatThrownBy(() -> line.on(() -> new RequestInput(line.connection, request, (_, _, _, _, _) -> Status.EOF)
                        .add(FilterType.CONNECTION, reader("x"))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("0 to 49");
    }

    @Test
    void aConnectionsFilterHasNoExchangeAndARequestsHasItsOwn() throws Exception {
        Link ofConnection = line.on(() -> line.connection.in().add(FilterType.CONNECTION, reader("c")));
        Link ofRequest = line.on(() -> new RequestInput(line.connection, request, (_, _, _, _, _) -> Status.EOF)
                .add(FilterType.RESOURCE, reader("r")));
        assertThat(ofConnection.exchange()).isNull();
        assertThat(ofRequest.exchange()).isSameAs(request);
    }

    @Test
    void anInputFilterMayRemoveItselfInItsCallAndTheReadGoesOn() throws Exception {
        line.on(() -> line.connection.in().add(FilterType.CONNECTION, (link, into, mode, block, limit) -> {
            seen.add("once");
            link.remove();
            return link.next().get(into, mode, block, limit);
        }));
        line.send("ab");
        assertThat(line.get(ReadMode.READBYTES, Block.BLOCK, 1)).isEqualTo("a");
        assertThat(line.get(ReadMode.READBYTES, Block.BLOCK, 1)).isEqualTo("b");
        assertThat(seen).containsExactly("once");
        assertThat(line.on(() -> line.connection.wire().bare())).isTrue();
    }

    @Test
    void aFilterThatAnotherAddsWhileItRunsSeesTheSameBrigade() throws Exception {
        line.on(() -> line.connection.out().add(FilterType.CONNECTION, (link, brigade) -> {
            link.remove();
            link.connection().out().add(FilterType.CONNECTION, writer("added"));
            link.connection().out().add(new FilterType(55), writer("added too"));
            link.next().pass(brigade);
        }));
        line.pass(Data.latin1("a"));
        line.pass(Data.latin1("b"));
        assertThat(line.received(2)).isEqualTo("ab");
        assertThat(seen).as("a removed link knows what stood behind it").endsWith("added", "added too");
    }

    @Test
    void aRemovedFiltersStateIsClosedThoughNotWithinItsCall() throws Exception {
        line.on(() -> line.connection.out().add(FilterType.CONNECTION, (link, brigade) -> {
            link.state((AutoCloseable) () -> seen.add("closed"));
            link.remove();
            link.next().pass(brigade);
            seen.add("done");
        }));
        line.pass(Data.latin1("a"));
        assertThat(seen).containsExactly("done", "closed");
    }

    @Test
    void aFilterIsToldOnceThatItWasInsertedBeforeItsFirstCall() throws Exception {
        line.on(() -> line.connection.out().add(FilterType.CONNECTION, new OutputFilter() {
            @Override
            public void inserted(Link link) {
                seen.add("inserted " + link.type().order());
            }

            @Override
            public void pass(Link link, Brigade brigade) throws IOException {
                seen.add("called");
                link.next().pass(brigade);
            }
        }));
        line.pass(Data.latin1("a"));
        line.pass(Data.latin1("b"));
        assertThat(seen).containsExactly("inserted 50", "called", "called");
    }
}
