package dev.usher.server.content.java;

/**
 * Answers requests in Java, written as if each were the only one: it may read, sleep, ask a database. {@code SetHandler
 * java:NAME} names the class, which is public and has a public constructor without parameters.
 *
 * <p>The server makes one object for each SetHandler line, when it starts, and calls it for many requests at the same time, each on
 * a virtual thread of its own; fields must bear that. When it returns the answer is complete, and its permit ({@code
 * HandlerPermits}) is free.
 */
@FunctionalInterface
public interface JavaHandler {

    /**
     * Answers one request. Neither object may be used after it has returned, nor by two threads at a time.
     *
     * <p>When the client leaves, or nothing was written for {@code HandlerTimeout}, the thread is interrupted, and what it writes from then on
     * throws an {@link java.io.IOException}: let it through.
     *
     * @throws dev.usher.server.http.HttpError becomes that error answer
     * @throws Exception becomes 500 where nothing was sent yet, else the connection is cut; the log has the stack
     */
    void handle(JavaRequest request, JavaResponse response) throws Exception;
}
