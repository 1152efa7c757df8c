package dev.usher.cli.e2e;

import dev.usher.server.content.java.JavaHandler;
import dev.usher.server.content.java.JavaRequest;
import dev.usher.server.content.java.JavaResponse;

/** An application that hands each client to the path its request names in {@code ?seat=}. */
public final class HandsOnAsTold implements JavaHandler {
    /** Made by the server. */
    public HandsOnAsTold() {}

    @Override
    public void handle(JavaRequest request, JavaResponse response) {
        response.handOff(request.queryParameters().first("seat", ""), "{}");
    }
}
