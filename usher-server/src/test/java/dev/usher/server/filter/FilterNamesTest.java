package dev.usher.server.filter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.usher.server.bucket.Data;
import dev.usher.server.connection.Block;
import dev.usher.server.connection.FilterType;
import dev.usher.server.connection.Link;
import dev.usher.server.connection.OutputFilter;
import dev.usher.server.connection.ReadMode;
import dev.usher.server.content.Recorded;
import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Filters by a name (REFERENCE E.5). */
class FilterNamesTest {
    private final FilterNames names = new FilterNames();
    private FiberLine line;

    @BeforeEach
    void open() throws Exception {
        line = new FiberLine();
    }

    @AfterEach
    void close() throws IOException {
        line.close();
    }

    private static OutputFilter before(String word) {
        return (link, brigade) -> {
            brigade.prepend(Data.latin1(word));
            link.next().pass(brigade);
        };
    }

    private Link add(String name) throws Exception {
        return line.on(() -> names.add(name, line.connection.out()));
    }

    @Test
    void upperAndLowerCaseAreOneName() throws Exception {
        names.registerOutput("Prefix", FilterType.CONNECTION, before("1"));
        assertThat(add("pREFIX").type()).isEqualTo(FilterType.CONNECTION);
        assertThat(add("PREFIX")).isNotNull();
        line.pass(Data.latin1("x"));
        assertThat(line.received(3)).isEqualTo("11x");
    }

    @Test
    void registeringAgainReplacesForWhatIsAddedFromThenOn() throws Exception {
        names.registerOutput("prefix", FilterType.CONNECTION, before("old"));
        add("prefix");
        names.registerOutput("PREFIX", new FilterType(55), before("new"));
        assertThat(add("prefix").type().order()).isEqualTo(55);
        line.pass(Data.latin1("x"));
        assertThat(line.received(7)).isEqualTo("newoldx");
    }

    @Test
    void anUnknownNameIsAnErrorInTheLogAndNothingIsAdded() throws Exception {
        try (Recorded log = Recorded.of("connection")) {
            assertThat(add("nobody")).isNull();
            assertThat(log.await("no output filter is registered")).contains("'nobody'");
        }
        assertThat(line.on(() -> line.connection.wire().bare())).isTrue();
        line.pass(Data.latin1("x"));
        assertThat(line.received(1)).isEqualTo("x");
    }

    @Test
    void inputAndOutputDoNotShareTheirNames() throws Exception {
        names.registerInput("same", FilterType.CONNECTION, (link, into, mode, block, limit) -> {
            into.append(Data.latin1("in"));
            return dev.usher.server.connection.Status.SUCCESS;
        });
        try (Recorded log = Recorded.of("connection")) {
            assertThat(add("same")).isNull();
            log.await("'same'");
        }
        assertThat(line.on(() -> names.add("SAME", line.connection.in()))).isNotNull();
        assertThat(line.get(ReadMode.READBYTES, Block.NONBLOCK, 9)).isEqualTo("in");
    }

    @Test
    void aNamedFilterOfRequestsIsRefusedOnAConnection() {
        names.registerOutput("body", FilterType.RESOURCE, before("x"));
        assertThatThrownBy(() -> add("body"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("needs a request");
    }
}
