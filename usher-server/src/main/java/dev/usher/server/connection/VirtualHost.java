package dev.usher.server.connection;

/** A host of the server, chosen by address and port for a connection and by name for a request. */
public interface VirtualHost {
    /** Its first name, as configured; for logs. */
    String name();
}
