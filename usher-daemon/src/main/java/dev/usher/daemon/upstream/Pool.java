package dev.usher.daemon.upstream;

import dev.usher.loop.Loop;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.SequencedSet;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One loop's connections to an upstream, and the calls that wait for one. HTTP/2 connections take as many calls as the server
 * allows; HTTP/1.1 ones take one, and few of them are kept for the next.
 */
final class Pool {
    /** Connections that come into being at a time; the calls behind them wait. */
    private static final int CONNECTING_MAX = 256;

    private final HttpUpstream upstream;
    private final Loop loop;
    private final List<Http2Connection> shared = new ArrayList<>();
    private final Set<Http1Connection> single = new HashSet<>();
    private final ArrayDeque<Http1Connection> idle = new ArrayDeque<>();
    private final SequencedSet<ClientCall> waiting = new LinkedHashSet<>();
    /** Those that go on a new connection only. */
    private final SequencedSet<ClientCall> again = new LinkedHashSet<>();

    private final List<Connector> connecting = new ArrayList<>();
    private boolean closed;

    Pool(HttpUpstream upstream, Loop loop) {
        this.upstream = upstream;
        this.loop = loop;
    }

    Loop loop() {
        return loop;
    }

    HttpUpstream upstream() {
        return upstream;
    }

    void take(ClientCall call) {
        if (closed) {
            call.failed(new UpstreamFailure(UpstreamFailure.Kind.UNREACHABLE, "the upstream is being closed"));
        } else if (!place(call)) {
            waiting.add(call);
            connect();
        }
    }

    void again(ClientCall call) {
        if (closed) {
            take(call);
        } else {
            again.add(call);
            connect();
        }
    }

    private boolean place(ClientCall call) {
        for (Http2Connection connection : shared) {
            if (connection.hasRoom()) {
                connection.send(call);
                return true;
            }
        }
        Http1Connection free = idle.pollLast();
        if (free == null) {
            return false;
        }
        upstream.idleConnections().decrementAndGet();
        free.send(call);
        return true;
    }

    /** As many connections as the calls that wait need, beside those from which room is still to come. */
    private void connect() {
        int each = upstream.callsPerConnection();
        long calls = (long) waiting.size() + again.size();
        for (Http2Connection connection : shared) {
            calls -= connection.roomToCome();
        }
        while (connecting.size() < CONNECTING_MAX && (long) connecting.size() * each < calls) {
            Connector connector = new Connector(this);
            connecting.add(connector);
            connector.begin();
        }
    }

    void connected(Connector by, Http2Connection connection) {
        connecting.remove(by);
        shared.add(connection);
        settled(connection);
    }

    /** A new connection takes calls: the one that needs no leave, or as many as its server has now said. */
    void settled(Http2Connection connection) {
        serveWith(connection, again);
        serveWaiting();
    }

    private static void serveWith(Http2Connection connection, SequencedSet<ClientCall> calls) {
        while (connection.hasRoom() && !calls.isEmpty()) {
            connection.send(calls.removeFirst());
        }
    }

    void connected(Connector by, Http1Connection connection) {
        connecting.remove(by);
        single.add(connection);
        ClientCall call = next(again);
        if (call == null) {
            call = next(waiting);
        }
        if (call == null) {
            free(connection);
        } else {
            connection.send(call);
        }
        connect();
    }

    private static @Nullable ClientCall next(SequencedSet<ClientCall> calls) {
        return calls.isEmpty() ? null : calls.removeFirst();
    }

    /** A call that waits is not wanted any more. */
    void forget(ClientCall call) {
        waiting.remove(call);
        again.remove(call);
    }

    int waiting() {
        return waiting.size() + again.size();
    }

    /** A connection did not come into being: the calls it was for hear of it. */
    void notConnected(Connector by, UpstreamFailure why) {
        if (!connecting.remove(by)) {
            return;
        }
        tell(upstream.callsPerConnection(), call -> call.failed(why));
    }

    /** A connection did not live to say what it allows: the calls that waited for that begin anew, once. */
    void notSettled(int calls, UpstreamFailure why) {
        tell(calls, call -> call.retryOrFail(why));
    }

    private void tell(int most, Consumer<ClientCall> word) {
        List<ClientCall> told = new ArrayList<>();
        while (told.size() < most && waiting() > 0) {
            told.add(again.isEmpty() ? waiting.removeFirst() : again.removeFirst());
        }
        told.forEach(word);
        connect();
    }

    /** There may be room on a shared connection. */
    void serveWaiting() {
        for (Http2Connection connection : List.copyOf(shared)) {
            serveWith(connection, waiting);
        }
        connect();
    }

    boolean hasWaiting() {
        return !waiting.isEmpty();
    }

    /** A connection is whole, and nobody's. */
    void free(Http1Connection connection) {
        ClientCall call = next(waiting);
        if (call != null) {
            connection.send(call);
        } else if (!closed && mayKeepAnother(upstream.idleConnections())) {
            idle.addLast(connection);
            connection.keep();
        } else {
            connection.close();
        }
    }

    private boolean mayKeepAnother(AtomicInteger kept) {
        if (kept.incrementAndGet() <= upstream.settings().idleConnectionsMax()) {
            return true;
        }
        kept.decrementAndGet();
        return false;
    }

    void gone(Http1Connection connection) {
        single.remove(connection);
        if (idle.remove(connection)) {
            upstream.idleConnections().decrementAndGet();
        }
    }

    void gone(Http2Connection connection) {
        shared.remove(connection);
    }

    /** Closes all there is; calls fail. On the loop. */
    void close() {
        closed = true;
        UpstreamFailure why = new UpstreamFailure(UpstreamFailure.Kind.CUT, "the upstream is being closed");
        List.copyOf(connecting).forEach(Connector::abandon);
        connecting.clear();
        List.copyOf(single).forEach(Http1Connection::close);
        List.copyOf(shared).forEach(Http2Connection::close);
        failAll(again, why);
        failAll(waiting, why);
    }

    private static void failAll(SequencedSet<ClientCall> calls, UpstreamFailure why) {
        for (ClientCall call = next(calls); call != null; call = next(calls)) {
            call.failed(why);
        }
    }
}
