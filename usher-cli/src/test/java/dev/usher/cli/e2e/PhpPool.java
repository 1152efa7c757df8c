package dev.usher.cli.e2e;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/**
 * A real php-fpm with two children, in the foreground: {@code run/php-fpm.sock} in its directory, and its status page on a
 * socket of its own, {@code run/status.sock}, so that asking costs no child.
 */
final class PhpPool implements AutoCloseable {
    private final Process process;
    private final Path directory;

    private PhpPool(Process process, Path directory) {
        this.process = process;
        this.directory = directory;
    }

    static PhpPool start(Path directory) throws Exception {
        Path run = Files.createDirectories(directory.resolve("run"));
        Path sessions = Files.createDirectories(directory.resolve("sessions"));
        boolean root = System.getProperty("user.name").equals("root");
        Path config = directory.resolve("php-fpm.conf");
        Files.writeString(config, """
                [global]
                error_log = %1$s/php-fpm.log
                daemonize = no
                [www]
                %2$s
                listen = %3$s/php-fpm.sock
                listen.backlog = 511
                pm = static
                pm.max_children = 2
                pm.status_path = /status
                pm.status_listen = %3$s/status.sock
                php_admin_value[session.save_path] = %4$s
                php_admin_flag[log_errors] = on
                php_flag[display_errors] = off
                """.formatted(directory, root ? "user = root\ngroup = root" : "", run, sessions));
        Process started = new ProcessBuilder(binary(), "-F", root ? "-R" : "-F", "-y", config.toString())
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("php-fpm.out").toFile())
                .start();
        PhpPool pool = new PhpPool(started, directory);
        boolean ready = false;
        try {
            Waiting.until("php-fpm is ready", 30, pool::isReady);
            ready = true;
            return pool;
        } finally {
            if (!ready) {
                pool.close();
            }
        }
    }

    static String binary() throws IOException {
        try (DirectoryStream<Path> found = Files.newDirectoryStream(Path.of("/usr/sbin"), "php-fpm*")) {
            for (Path each : found) {
                return each.toString();
            }
        }
        return Programs.missing("php-fpm", "php-fpm");
    }

    private boolean isReady() throws IOException {
        Path log = directory.resolve("php-fpm.log");
        if (!process.isAlive()) {
            throw new IOException("php-fpm ended: " + Files.readString(directory.resolve("php-fpm.out")));
        }
        return Files.exists(log) && Files.readString(log).contains("ready to handle connections");
    }

    /** Its master's number. */
    long pid() {
        return process.pid();
    }

    /** Stops all its processes, as Ctrl-Z would: connections are taken by the kernel, and nobody answers. */
    void stop() throws IOException, InterruptedException {
        for (ProcessHandle each : process.descendants().toList()) {
            Programs.run("/bin/kill", "-STOP", Long.toString(each.pid()));
        }
        Programs.run("/bin/kill", "-STOP", Long.toString(process.pid()));
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(10, TimeUnit.SECONDS)) {
                process.descendants().forEach(ProcessHandle::destroyForcibly);
                process.destroyForcibly().waitFor();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
