package dev.usher.daemon.backend;

import dev.usher.loop.Loop;

/**
 * One client's request, as a backend sees it.
 *
 * @param id names the request in logs; the application's own {@code request_id} where it gave one
 * @param data what the application handed over
 * @param loop the client's event loop: its timers, and where the sink must be called
 */
public record SeatRequest(String id, HandoffData data, Loop loop) {}
