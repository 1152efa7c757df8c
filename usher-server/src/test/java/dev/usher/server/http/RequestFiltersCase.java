package dev.usher.server.http;

import dev.usher.server.connection.Outcome;
import dev.usher.server.filter.FilterInitHandler;
import dev.usher.server.filter.FilterIo;
import dev.usher.server.filter.StreamFilter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CopyOnWriteArrayList;

/** Bodies, and filters to stand before them. */
abstract class RequestFiltersCase {
    static final String SECOND = "GET /second HTTP/1.1\r\nHost: h\r\n\r\n";
    final List<String> seen = new CopyOnWriteArrayList<>();

    static Outcome upper(FilterIo io) throws IOException {
        byte[] some = new byte[100];
        for (int n = io.read(some); n > 0; n = io.read(some)) {
            io.print(new String(some, 0, n, StandardCharsets.ISO_8859_1).toUpperCase(Locale.ROOT));
        }
        return Outcome.OK;
    }

    static Outcome twice(FilterIo io) throws IOException {
        byte[] some = new byte[100];
        for (int n = io.read(some); n > 0; n = io.read(some)) {
            io.print(some, 0, n);
            io.print(some, 0, n);
        }
        return Outcome.OK;
    }

    /** Cannot work for any request. */
    static final class Unready implements StreamFilter {
        @FilterInitHandler
        @SuppressWarnings("UnusedMethod") // found by its annotation
        Outcome begin() {
            return Outcome.DECLINED;
        }

        @Override
        public Outcome run(FilterIo io) throws IOException {
            return upper(io);
        }
    }
}
