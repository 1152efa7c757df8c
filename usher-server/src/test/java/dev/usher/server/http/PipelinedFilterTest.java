package dev.usher.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.usher.server.bucket.Brigade;
import dev.usher.server.bucket.Bucket;
import dev.usher.server.bucket.Data;
import dev.usher.server.connection.Block;
import dev.usher.server.connection.FilterType;
import dev.usher.server.connection.InputFilter;
import dev.usher.server.connection.Link;
import dev.usher.server.connection.Outcome;
import dev.usher.server.connection.ReadMode;
import dev.usher.server.connection.Status;
import dev.usher.server.connection.Surplus;
import dev.usher.server.filter.StreamFilter;
import dev.usher.server.filter.StreamFilters;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Requests that a connection's input filter holds when the client has sent FIN: none of them is on the wire any more. The filters
 * here give nothing before the end, as one that checks a signature must.
 */
class PipelinedFilterTest {
    private static final String REQUEST = "GET %s HTTP/1.1\r\nHost: h\r\n\r\n";

    static List<InputFilter> holding() {
        return List.of(StreamFilters.input(new Printing()), new WithSurplus(), new WithItsOwn());
    }

    /** Reads and prints; what it prints is kept for it. */
    private static final class Printing implements StreamFilter {
        @Override
        public Outcome run(dev.usher.server.filter.FilterIo io) throws IOException {
            StringBuilder all = io.state() instanceof StringBuilder kept ? kept : new StringBuilder();
            io.state(all);
            byte[] some = new byte[1000];
            for (int n = io.read(some); n > 0; n = io.read(some)) {
                all.append(new String(some, 0, n, StandardCharsets.ISO_8859_1));
            }
            if (io.seenEos()) {
                io.print(all.toString());
            }
            return Outcome.OK;
        }

        @Override
        public boolean nonBlocking() {
            return true;
        }

        @Override
        public String toString() {
            return "a stream filter";
        }
    }

    /** Works on brigades and leaves the modes to a Surplus. */
    private static final class WithSurplus implements InputFilter {
        @Override
        public Status get(Link link, Brigade into, ReadMode mode, Block block, int limit) throws IOException {
            if (mode == ReadMode.INIT || mode == ReadMode.EXHAUSTIVE) {
                return link.next().get(into, mode, block, limit);
            }
            Surplus surplus = link.state() instanceof Surplus kept ? kept : new Surplus();
            link.state(surplus);
            return surplus.get(into, mode, block, limit, (ready, _, wait, most) -> atTheEnd(link, ready, wait, most));
        }

        private final StringBuilder read = new StringBuilder();

        private Status atTheEnd(Link link, Brigade ready, Block block, int limit) throws IOException {
            try (Brigade come = new Brigade()) {
                Status status = link.next().get(come, ReadMode.READBYTES, block, limit);
                for (Bucket bucket : come) {
                    if (bucket instanceof Data data) {
                        read.append(data.content().toString(StandardCharsets.ISO_8859_1));
                    }
                }
                if ((status == Status.EOF || come.hasEos()) && !read.isEmpty()) {
                    ready.append(Data.latin1(read.toString()));
                    read.setLength(0);
                    return Status.SUCCESS;
                }
                return come.isEmpty() && status == Status.SUCCESS ? Status.AGAIN : status;
            }
        }

        @Override
        public boolean nonBlocking() {
            return true;
        }

        @Override
        public String toString() {
            return "a filter with a Surplus";
        }
    }

    /** Keeps what it has in a field, and says so itself. */
    private static final class WithItsOwn implements InputFilter {
        private final WithSurplus source = new WithSurplus();
        private final StringBuilder own = new StringBuilder();

        @Override
        public Status get(Link link, Brigade into, ReadMode mode, Block block, int limit) throws IOException {
            if (own.isEmpty()) {
                try (Brigade all = new Brigade()) {
                    Status status = Status.SUCCESS;
                    while (status == Status.SUCCESS && all.isEmpty()) {
                        status = source.atTheEnd(link, all, block, limit);
                    }
                    own.append(new String(all.flatten(10_000), StandardCharsets.ISO_8859_1));
                    if (own.isEmpty()) {
                        return status == Status.AGAIN && mode == ReadMode.GETLINE ? Status.SUCCESS : status;
                    }
                }
            }
            if (mode != ReadMode.GETLINE) {
                return Status.SUCCESS; // EATCRLF: something else stands first
            }
            int end = own.indexOf("\n") + 1;
            into.append(Data.latin1(own.substring(0, end)));
            own.delete(0, end);
            return Status.SUCCESS;
        }

        @Override
        public boolean pending(Link link) {
            return !own.isEmpty();
        }

        @Override
        public boolean nonBlocking() {
            return true;
        }

        @Override
        public String toString() {
            return "a filter that keeps bytes its own way";
        }
    }

    @ParameterizedTest
    @MethodSource("holding")
    void whatAFilterHoldsBehindTheClientsFinIsAnswered(InputFilter filter) throws IOException {
        try (TestDoor door = new TestDoor().pre((connection, _) -> {
                    connection.in().add(FilterType.CONNECTION, filter);
                    return Outcome.OK;
                });
                RawClient client = door.client()) {
            client.send(REQUEST.formatted("/") + REQUEST.formatted("/second") + REQUEST.formatted("/"));
            client.shutdownOutput();
            RawClient.Answer first = client.answer();
            assertThat(first.body()).isEqualTo("hello");
            assertThat(first.header("Connection")).isNull();
            assertThat(client.answer().body()).isEqualTo("second");
            RawClient.Answer last = client.answer();
            assertThat(last.body()).isEqualTo("hello");
            assertThat(last.header("Connection")).isEqualTo("close");
            assertThat(client.isClosedByServer()).isTrue();
        }
    }
}
