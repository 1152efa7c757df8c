package dev.usher.server.connection;

/** What a request's filters belong to; opaque in this room. */
public interface RequestScope {}
