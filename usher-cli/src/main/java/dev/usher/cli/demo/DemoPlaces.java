package dev.usher.cli.demo;

import java.nio.file.Path;

/**
 * Where the demo keeps what.
 *
 * @param root the directory
 */
record DemoPlaces(Path root) {
    /** Sockets and logs. */
    Path run() {
        return root.resolve("run");
    }

    /** The application in PHP. */
    Path app() {
        return root.resolve("app");
    }

    /** Where the seat listens. */
    Path seatSocket() {
        return run().resolve("streaming-daemon.sock");
    }

    /** What the seat says. */
    Path seatLog() {
        return run().resolve("seat.log");
    }

    /** Where php-fpm listens for the application's requests. */
    Path phpSocket() {
        return run().resolve("php-fpm.sock");
    }

    /** Where php-fpm answers about itself, which costs no worker. */
    Path phpStatusSocket() {
        return run().resolve("php-status.sock");
    }

    /** Where php-fpm writes how long each request held a worker. */
    Path phpAccessLog() {
        return run().resolve("php-access.log");
    }

    /** The configuration file of the door. */
    Path config() {
        return root.resolve("usher.conf");
    }
}
