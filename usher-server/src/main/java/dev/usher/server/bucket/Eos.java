package dev.usher.server.bucket;

/** End of the stream: no bytes after it count. */
public record Eos() implements Metadata {}
