package dev.usher.daemon.model;

import dev.usher.daemon.attach.FileDesk;
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
    private final @Nullable FileDesk desk;
    private final Asking.Asker asker = new Asking.Asker(this::question, LangGraphAnswer::new);

    /**
     * Makes one.
     *
     * @param server asked where a handoff names no profile
     * @param profiles the servers that a handoff may choose by name
     * @param elsewhere leads to hosts that handoffs name; null: they may name none, nor keys
     * @param desk reads the files that handoffs bring, and is the caller's to close; null: they may bring none
     */
    public LangGraphBackend(
            LangGraphServer server,
            Map<String, LangGraphServer> profiles,
            @Nullable Elsewhere elsewhere,
            @Nullable FileDesk desk) {
        this.desk = desk;
        this.route = new LangGraphRoute(server, profiles, elsewhere);
    }

    @Override
    public Upstream open(SeatRequest request, TokenSink sink) {
        return Asking.open(request, sink, asker, desk);
    }

    private Question question(SeatRequest request, Handed handed, Enclosed enclosed) throws BadRequest {
        LangGraphRoute.Way way = route.of(handed);
        List<Header> headers = Api.headers(request);
        way.api().addKey(headers, "X-Api-Key", "");
        String thread = ThreadId.of(handed);
        JsonBytes body = LangGraphRun.body(handed, enclosed, way.settings());
        if (thread == null) {
            return new Question(way.api(), null, "/runs/stream", headers, body);
        }
        UpstreamRequest making = new UpstreamRequest("POST", "/threads", headers, LangGraphRun.thread(handed));
        return new Question(way.api(), making, "/threads/" + ThreadId.escaped(thread) + "/runs/stream", headers, body);
    }
}
