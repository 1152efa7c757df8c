package dev.usher.daemon.model;

import dev.usher.daemon.upstream.UpstreamRequest;

/**
 * A request, and what of it may be private.
 *
 * @param request is sent
 * @param said the same JSON, of its files only the beginnings: what an upstream's error may quote
 */
@SuppressWarnings("ArrayRecordComponent") // nobody compares them
record Asked(UpstreamRequest request, byte[] said) {
    /** One without files. */
    static Asked of(UpstreamRequest request) {
        return new Asked(request, request.body());
    }

    @Override
    public String toString() {
        return request.toString();
    }
}
