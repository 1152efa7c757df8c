package dev.usher.server.http;

import java.util.Set;
import java.util.TreeSet;

/**
 * Which fields pass from one side of the door to the other. Hop-by-hop fields (RFC 9110 §7.6.1) stay; what the door
 * adds itself (X-Forwarded-For and the like) must be added to the result, never before: a client could name it in
 * Connection and have it removed (ATTACKS D3).
 */
public final class ForwardedHeaders {
    private static final Set<String> HOP_BY_HOP = Set.of(
            "connection",
            "keep-alive",
            "proxy-connection",
            "te",
            "trailer",
            "transfer-encoding",
            "upgrade",
            "http2-settings");

    /**
     * They say what the message is and where it goes; Connection cannot take them away, whatever the client writes
     * there.
     */
    private static final Set<String> NEVER_HOP_BY_HOP = Set.of("host", "content-length", "content-type");

    /**
     * They command the door or its like when an application sends them; {@code Proxy} would become HTTP_PROXY
     * (CVE-2016-5385).
     */
    private static final Set<String> RESERVED = Set.of("x-socket-handoff", "x-handoff-data", "proxy");

    private ForwardedHeaders() {}

    /**
     * A copy of what an application may see of a client's fields: no hop-by-hop fields nor those that Connection names,
     * no Expect (the door has answered it), no {@code X-Socket-Handoff}, {@code X-Handoff-Data}, {@code X-Accel-…},
     * {@code X-Sendfile…}, {@code Proxy}, and no name with an underscore, which CGI could not tell from a hyphen.
     */
    public static Headers ofRequest(Headers client) {
        return without(client, true);
    }

    /**
     * As {@link #ofRequest}, for an application that gets header fields as CGI variables: only names of letters, digits
     * and hyphens. PHP reads {@code HTTP_X.SOCKET.HANDOFF} as {@code HTTP_X_SOCKET_HANDOFF}, and others fold other
     * characters; a name that is not exactly itself in a variable could pose as one that the door has taken out.
     */
    public static Headers ofCgiRequest(Headers client) {
        Headers kept = new Headers();
        for (Headers.Field field : ofRequest(client)) {
            if (isPlain(field.name())) {
                kept.add(field);
            }
        }
        return kept;
    }

    private static boolean isPlain(String name) {
        for (int i = 0; i < name.length(); i++) {
            if (!isPlain(name.charAt(i))) {
                return false;
            }
        }
        return true;
    }

    private static boolean isPlain(int c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-';
    }

    /**
     * A copy of what a client may see of an upstream server's fields: no hop-by-hop fields nor those that Connection
     * names.
     */
    public static Headers ofResponse(Headers upstream) {
        return without(upstream, false);
    }

    /** What Connection names besides, lower case; nearly always nothing. */
    private static Set<String> named(Headers headers) {
        Set<String> names = Set.of();
        for (String option : headers.elements("Connection")) {
            String name = Grammar.lower(option);
            if (!NEVER_HOP_BY_HOP.contains(name) && !HOP_BY_HOP.contains(name)) {
                names = names.isEmpty() ? new TreeSet<>() : names;
                names.add(name);
            }
        }
        return names;
    }

    private static Headers without(Headers headers, boolean fromClient) {
        Set<String> named = named(headers);
        Headers kept = new Headers();
        for (Headers.Field field : headers) {
            String name = Grammar.lower(field.name());
            boolean stays = HOP_BY_HOP.contains(name) || named.contains(name) || (fromClient && isForTheDoor(name));
            if (!stays) {
                kept.add(field);
            }
        }
        return kept;
    }

    private static boolean isForTheDoor(String lowerName) {
        return RESERVED.contains(lowerName)
                || lowerName.equals("expect")
                || lowerName.startsWith("x-accel-")
                || lowerName.startsWith("x-sendfile")
                || lowerName.indexOf('_') >= 0;
    }
}
