package dev.usher.cli.doctor;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Where the applications of a file listen, read from their {@code SetHandler} words, which were checked already. */
final class Applications {
    private static final Pattern UNIX = Pattern.compile("proxy:unix:([^|]+)\\|.*", Pattern.CASE_INSENSITIVE);
    private static final Pattern TCP =
            Pattern.compile("proxy:fcgi://(\\[[^\\]]+]|[^:/]+)(?::(\\d+))?/?", Pattern.CASE_INSENSITIVE);

    /** The port of an address without one, as httpd has it. */
    private static final int DEFAULT_PORT = 8000;

    private Applications() {}

    /** A place to connect to. */
    sealed interface Target {
        /**
         * A Unix socket.
         *
         * @param path absolute
         */
        record Unix(Path path) implements Target {}

        /** A TCP port. */
        record Tcp(String host, int port) implements Target {}
    }

    /** What is behind FastCGI; empty for handlers that are none. */
    static List<Target> target(Plan.Application application) {
        Matcher unix = UNIX.matcher(application.handler());
        if (unix.matches()) {
            return List.of(new Target.Unix(Path.of(unix.group(1))));
        }
        Matcher tcp = TCP.matcher(application.handler());
        if (tcp.matches()) {
            int port = tcp.group(2) == null ? DEFAULT_PORT : Integer.parseInt(tcp.group(2));
            return List.of(new Target.Tcp(tcp.group(1), port));
        }
        return List.of();
    }

    static List<Path> sockets(Plan plan) {
        List<Path> all = new ArrayList<>();
        for (Plan.Application application : plan.applications()) {
            for (Target target : target(application)) {
                if (target instanceof Target.Unix unix) {
                    all.add(unix.path());
                }
            }
        }
        return all;
    }
}
