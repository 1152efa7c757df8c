package dev.usher.server.http;

import dev.usher.server.connection.VirtualHost;

/** A virtual host that serves HTTP. */
public interface Site extends VirtualHost {

    /**
     * What a request leads to.
     *
     * @throws HttpError where nothing is to be had (403, 404, 400)
     */
    Resource resolve(RequestHead head) throws HttpError;
}
