package dev.usher.cli.e2e;

import dev.usher.testkit.PhpFpm;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/**
 * examples/frontend with its own usher.conf, php-fpm with two children behind it; ports, and paths below /run and
 * /var/run, are this stage's. The seat is in the door's process, or in one of its own that a test may kill.
 */
final class Frontend implements AutoCloseable {
    private static final Path EXAMPLES = Programs.home().resolve("examples");
    private final Path run;
    private final PhpFpm php;
    private final UsherProcess door;
    private final int byGetPort;

    private Frontend(Path run, PhpFpm php, UsherProcess door, int byGetPort) {
        this.run = run;
        this.php = php;
        this.door = door;
        this.byGetPort = byGetPort;
    }

    /** With the seat in the same file, as the example has it; an event every {@code delay}. */
    static Frontend open(Path directory, String delay) throws Exception {
        return with(directory, config().replace("Backend mock", "Backend mock\n    MessageDelay " + delay));
    }

    /** Without a seat: the test starts one at {@link #seat}. */
    static Frontend withoutSeat(Path directory) throws Exception {
        return with(directory, config().replaceAll("(?s)<StreamingDaemon.*?</StreamingDaemon>", ""));
    }

    private static String config() throws IOException {
        return Files.readString(EXAMPLES.resolve("frontend/usher.conf"));
    }

    private static Frontend with(Path directory, String config) throws Exception {
        Path run = directory.resolve("run");
        Path examples = copy(directory.resolve("examples"), run);
        PhpFpm php = PhpFpm.withStatusSocket(directory);
        int[] byGet = new int[1];
        boolean started = false;
        try {
            UsherProcess door = UsherProcess.run(directory, port -> {
                byGet[0] = freePort();
                return config.replace("${PWD}/examples", examples.toString())
                                .replaceAll("unix:/run/php/[^|]*", "unix:" + run + "/php-fpm.sock")
                                .replace("/var/run/", run + "/")
                                .replace(":18080", ":" + port)
                                .replace(":18081", ":" + byGet[0])
                        + """

                        <Location "/status">
                            SetHandler "proxy:unix:%s/status.sock|fcgi://localhost"
                        </Location>
                        """.formatted(run);
            });
            started = true;
            return new Frontend(run, php, door, byGet[0]);
        } finally {
            if (!started) {
                php.close();
            }
        }
    }

    /** The files as they are, but for the socket's path in the PHP script. */
    private static Path copy(Path examples, Path run) throws IOException {
        for (String folder : new String[] {"php", "frontend", "frontend/api"}) {
            Path into = Files.createDirectories(examples.resolve(folder));
            try (Stream<Path> files = Files.list(EXAMPLES.resolve(folder)).filter(Files::isRegularFile)) {
                for (Path file : files.toList()) {
                    Path target = into.resolve(file.getFileName());
                    if (file.toString().endsWith(".php")) {
                        Files.writeString(target, Files.readString(file).replace("/var/run/", run + "/"));
                    } else {
                        Files.copy(file, target);
                    }
                }
            }
        }
        return examples;
    }

    private static int freePort() {
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return free.getLocalPort();
        } catch (IOException e) {
            throw new IllegalStateException("no loopback network", e);
        }
    }

    /** Of the door where the printed endpoint takes a POST. */
    int port() {
        return door.port();
    }

    /** Of the door where it reads the query. */
    int byGetPort() {
        return byGetPort;
    }

    /** An address of the first port's. */
    String url(String target) {
        return "http://127.0.0.1:" + port() + target;
    }

    /** An address of the port's that reads the query. */
    String byGet(String target) {
        return "http://127.0.0.1:" + byGetPort + target;
    }

    UsherProcess door() {
        return door;
    }

    /** Where the printed endpoint hands off to. */
    Path seat() {
        return run.resolve("streaming-daemon.sock");
    }

    /** What the mock says to a prompt of the signed-in visitor's, its tokens joined: asked for without a browser. */
    String said(String prompt) throws IOException {
        String cookie = Visitor.get(port(), "/login.php").header("Set-Cookie").split(";", 2)[0];
        Answer answer = Visitor.post(port(), "/api/stream.php", "prompt=" + prompt, "Cookie: " + cookie);
        StringBuilder text = new StringBuilder();
        for (String event : answer.body().split("\n\n", -1)) {
            if (event.startsWith("data: ")) {
                text.append(event.substring("data: ".length()));
            }
        }
        return text.toString();
    }

    /** How many php-fpm children are at work, by the pool's own status page, which is served by none of them. */
    String poolStatus() throws IOException {
        return Visitor.get(port(), "/status?json").body();
    }

    @Override
    public void close() throws IOException {
        try {
            door.close();
        } finally {
            php.close();
        }
    }
}
