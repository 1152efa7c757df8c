package dev.usher.daemon.backend;

import dev.usher.loop.Loop;

/**
 * One client's request, as a backend sees it.
 *
 * @param id names the request in logs; the application's own {@code request_id} where it gave one
 * @param data what the application handed over
 * @param loop the client's event loop: its timers, and where the sink must be called
 */
public record SeatRequest(String id, HandoffData data, Loop loop) {
    /** What stands behind {@code request_id=} in a line of the log: the id, and the trace's where there is one. */
    public String logName() {
        TraceContext trace = data.trace();
        return trace == null ? id : id + " trace_id=" + trace.traceId();
    }
}
