package dev.usher.cli.demo;

import java.nio.file.Path;

/**
 * What the command line asks for.
 *
 * @param port of 127.0.0.1, 0 to 65,535; 0 lets the kernel choose
 * @param php whether the application is PHP, run by a php-fpm of the demo's own
 * @param modelBase the URL of the model's server that the seat asks; empty where it has the mock backend
 * @param home the checkout, whose {@code usher} starts the seat; empty where this process was not started by it
 */
public record DemoOptions(int port, boolean php, String modelBase, Path home) {}
