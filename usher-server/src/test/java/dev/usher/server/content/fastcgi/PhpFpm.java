package dev.usher.server.content.fastcgi;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assumptions;

/** A real php-fpm with one pool, in the foreground, on a Unix socket and stopped by its pid. */
public final class PhpFpm implements AutoCloseable {
    private final Process process;
    private final Path directory;
    private final String handler;

    private PhpFpm(Process process, Path directory, String handler) {
        this.process = process;
        this.directory = directory;
        this.handler = handler;
    }

    /** Starts a pool on a Unix socket in {@code directory}; {@code settings} are lines of its section. */
    public static PhpFpm onUnixSocket(Path directory, String... settings) throws IOException {
        Path socket = directory.resolve("fpm.sock");
        return start(directory, socket.toString(), "proxy:unix:" + socket + "|fcgi://localhost", settings);
    }

    /** Starts a pool on a free TCP port. */
    public static PhpFpm onTcp(Path directory, String... settings) throws IOException {
        int port;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        return start(directory, "127.0.0.1:" + port, "proxy:fcgi://127.0.0.1:" + port, settings);
    }

    private static PhpFpm start(Path directory, String listen, String handler, String... settings) throws IOException {
        Path binary = binary();
        Files.createDirectories(directory.resolve("sessions"));
        Files.deleteIfExists(directory.resolve("fpm.log")); // of a pool that was here before
        Path config = directory.resolve("fpm.conf");
        boolean root = System.getProperty("user.name").equals("root");
        Files.writeString(
                config,
                "[global]\nerror_log = " + directory.resolve("fpm.log") + "\ndaemonize = no\n[www]\nlisten = " + listen
                        + "\n"
                        + (root ? "user = root\ngroup = root\n" : "")
                        + "pm = static\npm.max_children = 2\n" // a later line of the same name counts
                        + String.join("\n", settings)
                        + "\nphp_admin_value[session.save_path] = " + directory.resolve("sessions")
                        + "\nphp_admin_value[error_log] =\nphp_admin_flag[log_errors] = on\nphp_flag[display_errors] = off\n"
                        + "php_value[post_max_size] = 64M\nphp_value[upload_max_filesize] = 64M\n");
        Process started = new ProcessBuilder(
                        root
                                ? new String[] {binary.toString(), "-F", "-R", "-y", config.toString()}
                                : new String[] {binary.toString(), "-F", "-y", config.toString()})
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("fpm.out").toFile())
                .start();
        PhpFpm fpm = new PhpFpm(started, directory, handler);
        fpm.awaitReady();
        return fpm;
    }

    private static Path binary() throws IOException {
        Path found = find(Path.of("/usr/sbin"));
        if (found == null) {
            if ("true".equals(System.getenv("CI"))) {
                throw new AssertionError("php-fpm is not installed (apt-get install php-fpm), and CI=true needs it");
            }
            Assumptions.abort("php-fpm is not installed: apt-get install php-fpm");
        }
        return found;
    }

    private static @Nullable Path find(Path directory) throws IOException {
        try (DirectoryStream<Path> found = Files.newDirectoryStream(directory, "php-fpm*")) {
            for (Path each : found) {
                return each;
            }
        }
        return null;
    }

    /** What SetHandler takes. */
    public String handler() {
        return handler;
    }

    /** The configuration that gives scripts to this pool. */
    public String phpFiles() {
        return "<FilesMatch \"\\.php$\">\nSetHandler \"" + handler + "\"\n</FilesMatch>\n";
    }

    private void awaitReady() throws IOException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        Path log = directory.resolve("fpm.log");
        while (!(Files.exists(log) && Files.readString(log).contains("ready to handle connections"))) {
            if (!process.isAlive() || System.nanoTime() > deadline) {
                close();
                throw new IOException("php-fpm did not start: " + Files.readString(directory.resolve("fpm.out"))
                        + (Files.exists(log) ? Files.readString(log) : ""));
            }
            pause();
        }
    }

    private static void pause() {
        try {
            TimeUnit.MILLISECONDS.sleep(5);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new UncheckedIOException(new IOException("interrupted", e));
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
            if (!process.waitFor(10, TimeUnit.SECONDS)) {
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
