package dev.usher.server.connection;

import java.time.Duration;

/** A host of the server, chosen by address and port for a connection and by name for a request. */
public interface VirtualHost {
    /** Its first name, as configured; for logs. */
    String name();

    /** How long a wait for its clients may take, each (httpd's Timeout, 60 s). */
    default Duration timeout() {
        return Duration.ofSeconds(60);
    }
}
