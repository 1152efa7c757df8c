package dev.usher.server;

import dev.usher.server.content.site.MappedSite;
import dev.usher.server.handler.HostHandlers;
import dev.usher.server.http.AccessLog;
import dev.usher.server.http.HttpLimits;
import java.util.List;
import java.util.regex.Pattern;

/**
 * A virtual host, or the main server, as it is found by name.
 *
 * @param site what it serves
 * @param addresses where it stands; none for the main server
 * @param names its ServerName and ServerAlias
 * @param limits of a request before its name is known
 * @param log where its requests are logged
 * @param handlers what its connections meet before HTTP
 */
record NamedSite(
        MappedSite site,
        List<HostAddress> addresses,
        List<Pattern> names,
        HttpLimits limits,
        AccessLog log,
        HostHandlers handlers) {

    boolean hasName(String host) {
        return names.stream().anyMatch(name -> name.matcher(host).matches());
    }

    /** A name with * and ? as a pattern. */
    static Pattern pattern(String name) {
        StringBuilder regex = new StringBuilder();
        for (int i = 0; i < name.length(); i++) {
            switch (name.charAt(i)) {
                case '*' -> regex.append("[^\\s]*");
                case '?' -> regex.append("[^\\s]");
                default -> regex.append(Pattern.quote(name.substring(i, i + 1)));
            }
        }
        return Pattern.compile(regex.toString());
    }
}
