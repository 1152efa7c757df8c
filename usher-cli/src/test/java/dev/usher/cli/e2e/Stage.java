package dev.usher.cli.e2e;

import dev.usher.testkit.PhpFpm;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A site with php-fpm and Usher in front of it, laid out as in the configuration: {@code site/} for /srv/site,
 * {@code run/} for /srv/run.
 */
final class Stage implements AutoCloseable {
    /** The block as printed. */
    static final String PRINTED = """
            Listen 127.0.0.1:18080
            DocumentRoot /srv/site
            <FilesMatch "\\.php$">
                SetHandler "proxy:unix:/srv/run/php-fpm.sock|fcgi://localhost"
            </FilesMatch>
            SocketHandoffAllowedPrefix /srv/run/
            <StreamingDaemon /srv/run/streaming-daemon.sock>
                Backend mock
                MessageDelay 20ms
            </StreamingDaemon>
            """;

    private final Path directory;
    private final PhpFpm php;
    private final UsherProcess usher;

    private Stage(Path directory, PhpFpm php, UsherProcess usher) {
        this.directory = directory;
        this.php = php;
        this.usher = usher;
    }

    /** With the block, paths and port put in their places. */
    static Stage asPrinted(Path directory) throws Exception {
        return of(directory, PRINTED);
    }

    /** With a pace of its own. */
    static Stage withDelay(Path directory, String delay) throws Exception {
        return of(directory, PRINTED.replace("20ms", delay));
    }

    /** With any configuration about /srv/site, /srv/run and port 18080. */
    static Stage of(Path directory, String config) throws Exception {
        Files.createDirectories(directory.resolve("site"));
        PhpFpm php = PhpFpm.withStatusSocket(directory);
        boolean started = false;
        try {
            UsherProcess usher = UsherProcess.run(
                    directory, port -> config.replace("/srv/", directory + "/").replace(":18080", ":" + port));
            started = true;
            return new Stage(directory, php, usher);
        } finally {
            if (!started) {
                php.close();
            }
        }
    }

    /** Puts a script into the site; /srv/ and /var/run/ in it become this stage's. */
    Stage script(String name, String php) throws IOException {
        Path file = directory.resolve("site").resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(
                file, php.replace("/srv/", directory + "/").replace("/var/run/", directory.resolve("run") + "/"));
        return this;
    }

    /** A script of two lines: hands off to {@code socket} with {@code data}, a PHP expression. */
    Stage handoff(String name, String socket, String data) throws IOException {
        return script(
                name, "<?php header('X-Socket-Handoff: " + socket + "'); header('X-Handoff-Data: ' . " + data + ");");
    }

    int port() {
        return usher.port();
    }

    UsherProcess usher() {
        return usher;
    }

    Path run() {
        return directory.resolve("run");
    }

    Answer get(String target, String... headers) throws IOException {
        return Visitor.get(port(), target, headers);
    }

    @Override
    public void close() throws IOException {
        try {
            usher.close();
        } finally {
            php.close();
        }
    }
}
