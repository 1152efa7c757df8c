package dev.usher.cli.demo;

import java.nio.file.Path;

/** The demo's configuration, as a person would write it: {@code usher demo --print-config} shows it. */
public final class DemoConfig {
    private DemoConfig() {}

    /**
     * The text.
     *
     * @param root the directory of sockets and scripts
     */
    public static String text(Path root, DemoOptions options) {
        DemoPlaces at = new DemoPlaces(root);
        return head(at, options) + (options.php() ? php(at) : java()) + page();
    }

    private static String head(DemoPlaces at, DemoOptions options) {
        return """
                # The door of ./usher demo. The seat is a process of its own, so that the demo can kill it:
                #   %s

                Listen 127.0.0.1:%d
                LogLevel warn

                # Applications may hand clients to daemons below this directory, and to no others.
                SocketHandoffAllowedPrefix %s/

                """.formatted(String.join(" ", SeatCommand.shown(at.seatSocket(), options)), options.port(), at.run());
    }

    private static String java() {
        return """
                # The application: a Java class with two workers. /api/stream hands the client on, /api/held streams itself.
                <Location "/api/">
                    SetHandler java:dev.usher.cli.demo.Application
                    HandlerPermits 2
                </Location>

                """;
    }

    private static String php(DemoPlaces at) {
        return """
                # The application: two scripts, run by a php-fpm with two workers.
                Alias /api/stream %1$s/stream.php
                Alias /api/held %1$s/held.php
                SetEnv DEMO_DELAY_MILLIS %4$d
                <FilesMatch "\\.php$">
                    SetHandler "proxy:unix:%2$s|fcgi://localhost"
                </FilesMatch>

                # php-fpm about itself: how many of its workers are busy.
                <Location "/demo-php-status">
                    SetHandler "proxy:unix:%3$s|fcgi://localhost"
                </Location>

                """.formatted(at.app(), at.phpSocket(), at.phpStatusSocket(), SeatCommand.MESSAGE_DELAY_MILLIS);
    }

    private static String page() {
        return """
                # The page, what it shows, and its buttons.
                <LocationMatch "^/(demo/.*)?$">
                    SetHandler java:dev.usher.cli.demo.Backstage
                </LocationMatch>
                """;
    }
}
