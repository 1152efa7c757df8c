package dev.usher.server.http;

import java.util.Locale;

/** What kind of handler had a request, for whoever counts. */
public enum HandlerKind {
    /** Files. */
    FILES,
    /** An application behind FastCGI. */
    FASTCGI,
    /** A handler written in Java. */
    JAVA,
    /** The server's own figures. */
    STATUS,
    /** None: the request was refused before, or the answer needs nobody (a redirect). */
    NONE;

    /** As it stands in figures: lower case. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
