package dev.usher.testkit;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * A real php-fpm with one pool of two children, in the foreground, that keeps its files in a directory of the test's:
 * {@code php-fpm.conf}, {@code php-fpm.log}, {@code sessions/}, and its sockets in {@code run/}. Any thread.
 */
public final class PhpFpm implements AutoCloseable {
    private static final int START_SECONDS = 30;
    private static final int STOP_SECONDS = 10;
    private static final long LOOK_NANOS = 5_000_000;

    private final Process process;
    private final Path directory;
    private final String handler;

    private PhpFpm(Process process, Path directory, String handler) {
        this.process = process;
        this.directory = directory;
        this.handler = handler;
    }

    /**
     * Starts a pool on {@code run/php-fpm.sock} in the directory.
     *
     * @param settings lines of its section; how many children it has may be one of them
     * @throws IOException with what it said, where it does not start
     */
    public static PhpFpm onUnixSocket(Path directory, String... settings) throws IOException {
        Path socket = run(directory).resolve("php-fpm.sock");
        return start(directory, socket.toString(), "proxy:unix:" + socket + "|fcgi://localhost", settings);
    }

    /** The same with a status page, {@code /status}, on {@code run/status.sock}: asking there costs no child. */
    public static PhpFpm withStatusSocket(Path directory) throws IOException {
        return onUnixSocket(
                directory,
                "pm.status_path = /status",
                "pm.status_listen = " + run(directory).resolve("status.sock"));
    }

    /** Starts a pool on a free TCP port. */
    public static PhpFpm onTcp(Path directory, String... settings) throws IOException {
        int port;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        return start(directory, "127.0.0.1:" + port, "proxy:fcgi://127.0.0.1:" + port, settings);
    }

    private static Path run(Path directory) {
        return directory.resolve("run");
    }

    private static PhpFpm start(Path directory, String listen, String handler, String... settings) throws IOException {
        String binary = binary();
        Files.createDirectories(run(directory));
        Files.createDirectories(directory.resolve("sessions"));
        Files.deleteIfExists(directory.resolve("php-fpm.log")); // of a pool that was here before
        Path config = directory.resolve("php-fpm.conf");
        boolean root = System.getProperty("user.name").equals("root");
        Files.writeString(config, config(directory, listen, root, settings));
        List<String> command = new ArrayList<>(List.of(binary, "-F", "-y", config.toString()));
        if (root) {
            command.add("-R"); // its children may be root too
        }
        Process started = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("php-fpm.out").toFile())
                .start();
        PhpFpm fpm = new PhpFpm(started, directory, handler);
        boolean ready = false;
        try {
            fpm.awaitReady();
            ready = true;
            return fpm;
        } finally {
            if (!ready) {
                fpm.close();
            }
        }
    }

    private static String config(Path directory, String listen, boolean root, String... settings) {
        return """
                [global]
                error_log = %1$s/php-fpm.log
                daemonize = no
                [www]
                %2$s
                listen = %3$s
                pm = static
                pm.max_children = 2
                ; Of two lines of one name the later one counts.
                %4$s
                php_admin_value[session.save_path] = %1$s/sessions
                php_admin_value[error_log] =
                php_admin_flag[log_errors] = on
                php_flag[display_errors] = off
                php_value[post_max_size] = 64M
                php_value[upload_max_filesize] = 64M
                """.formatted(directory, root ? "user = root\ngroup = root" : "", listen, String.join("\n", settings));
    }

    /** The program; where there is none the test is {@link Missing skipped}. */
    public static String binary() throws IOException {
        try (DirectoryStream<Path> found = Files.newDirectoryStream(Path.of("/usr/sbin"), "php-fpm*")) {
            for (Path each : found) {
                return each.toString();
            }
        }
        return Missing.program("php-fpm", "php-fpm");
    }

    private void awaitReady() throws IOException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(START_SECONDS);
        Path log = directory.resolve("php-fpm.log");
        while (!(Files.exists(log) && Files.readString(log).contains("ready to handle connections"))) {
            if (!process.isAlive() || System.nanoTime() > deadline) {
                throw new IOException("php-fpm did not start: " + Files.readString(directory.resolve("php-fpm.out"))
                        + (Files.exists(log) ? Files.readString(log) : ""));
            }
            LockSupport.parkNanos(LOOK_NANOS);
        }
    }

    /** What SetHandler takes. */
    public String handler() {
        return handler;
    }

    /** The configuration that gives scripts to this pool. */
    public String phpFiles() {
        return "<FilesMatch \"\\.php$\">\nSetHandler \"" + handler + "\"\n</FilesMatch>\n";
    }

    /** Its master's number. */
    public long pid() {
        return process.pid();
    }

    /** Stops all its processes, as Ctrl-Z would: connections are taken by the kernel, and nobody answers. */
    public void stop() throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("/bin/kill", "-STOP"));
        process.descendants().forEach(child -> command.add(Long.toString(child.pid())));
        command.add(Long.toString(process.pid()));
        int exit = new ProcessBuilder(command).inheritIO().start().waitFor();
        if (exit != 0) {
            throw new IOException(command + " ended with " + exit);
        }
    }

    /** Kills it without a word, as a crash would; its children too. */
    public void kill() {
        var children = process.descendants().toList();
        process.destroyForcibly(); // first, or it would start new children
        awaitEnd();
        children.forEach(ProcessHandle::destroyForcibly);
        children.forEach(child -> child.onExit().join());
    }

    private void awaitEnd() {
        try {
            if (!process.waitFor(STOP_SECONDS, TimeUnit.SECONDS)) {
                process.descendants().forEach(ProcessHandle::destroyForcibly);
                process.destroyForcibly().waitFor();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        process.destroy();
        awaitEnd();
    }
}
