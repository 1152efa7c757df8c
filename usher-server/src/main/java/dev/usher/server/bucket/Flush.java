package dev.usher.server.bucket;

/** What stands before it is to leave now and not to wait for more. */
public record Flush() implements Metadata {}
