package dev.usher.daemon.model;

import dev.usher.daemon.backend.Backend;
import dev.usher.daemon.backend.SeatRequest;
import dev.usher.daemon.backend.TokenSink;
import dev.usher.daemon.backend.Upstream;
import dev.usher.daemon.upstream.Header;
import dev.usher.daemon.upstream.UpstreamRequest;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Asks a LangGraph server to run a graph, on a thread where the handoff names one (it is made where it is not there), and streams
 * what the graph's models say. Events of other stream modes are passed to the client under their own names.
 */
public final class LangGraphBackend implements Backend {
    private final LangGraphRoute route;

    /**
     * Makes one.
     *
     * @param server asked where a handoff names no profile
     * @param profiles the servers that a handoff may choose by name
     * @param elsewhere leads to hosts that handoffs name; null: they may name none, nor keys
     */
    public LangGraphBackend(
            LangGraphServer server, Map<String, LangGraphServer> profiles, @Nullable Elsewhere elsewhere) {
        this.route = new LangGraphRoute(server, profiles, elsewhere);
    }

    @Override
    public Upstream open(SeatRequest request, TokenSink sink) {
        return Asking.open(request, sink, () -> {
            Handed handed = Handed.of(request.data());
            LangGraphRoute.Way way = route.of(handed);
            List<Header> headers = Api.headers(request);
            way.api().addKey(headers, "X-Api-Key", "");
            String thread = ThreadId.of(handed);
            UpstreamRequest run = new UpstreamRequest(
                    "POST",
                    (thread == null ? "" : "/threads/" + ThreadId.escaped(thread)) + "/runs/stream",
                    headers,
                    LangGraphRun.body(handed, way.settings()));
            ModelStream stream = new ModelStream(way.api(), request, sink, new LangGraphAnswer());
            if (thread == null) {
                stream.ask(run);
            } else {
                stream.askAfter(new UpstreamRequest("POST", "/threads", headers, LangGraphRun.thread(handed)), run);
            }
            return stream;
        });
    }
}
