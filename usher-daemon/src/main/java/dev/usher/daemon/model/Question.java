package dev.usher.daemon.model;

import dev.usher.daemon.upstream.Header;
import dev.usher.daemon.upstream.UpstreamRequest;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a model is asked, before its files are read into it.
 *
 * @param api who is asked
 * @param before a request that has to be granted first
 * @param path of the request
 * @param headers of it
 * @param body of it
 */
record Question(Api api, @Nullable UpstreamRequest before, String path, List<Header> headers, JsonBytes body) {
    /** The request. May wait for files: not on a loop where there are any. */
    Asked asked() throws BadRequest {
        UpstreamRequest request = new UpstreamRequest("POST", path, headers, body.toBytes());
        return body.hasContents() ? new Asked(request, body.abridged()) : Asked.of(request);
    }
}
