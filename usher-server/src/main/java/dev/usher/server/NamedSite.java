package dev.usher.server;

import dev.usher.server.content.site.MappedSite;
import dev.usher.server.http.AccessLog;
import java.util.List;
import java.util.regex.Pattern;

/**
 * A virtual host, or the main server, as it is found by name.
 *
 * @param site what it serves
 * @param addresses where it stands; none for the main server
 * @param names its ServerName and ServerAlias
 * @param log where its requests are logged
 */
record NamedSite(MappedSite site, List<HostAddress> addresses, List<Pattern> names, AccessLog log) {

    boolean hasName(String host) {
        return names.stream().anyMatch(name -> name.matcher(host).matches());
    }

    /** A name with * and ? as a pattern. */
    static Pattern pattern(String name) {
        StringBuilder regex = new StringBuilder();
        for (char c : name.toCharArray()) {
            switch (c) {
                case '*' -> regex.append("[^\\s]*");
                case '?' -> regex.append("[^\\s]");
                default -> regex.append(Pattern.quote(String.valueOf(c)));
            }
        }
        return Pattern.compile(regex.toString());
    }
}
