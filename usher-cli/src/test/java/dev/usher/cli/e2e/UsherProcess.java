package dev.usher.cli.e2e;

import dev.usher.cli.Main;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.IntFunction;

/**
 * {@code usher} as a child process, with the flags of ./usher; it is ready when the fixture is there. What it says goes
 * to a file, and nothing of it may be a stack.
 */
final class UsherProcess implements AutoCloseable {
    private static final List<String> JVM = List.of(
            "--enable-native-access=ALL-UNNAMED",
            "-XX:+UseSerialGC",
            "-XX:+UseCompactObjectHeaders",
            "-XX:TieredStopAtLevel=1",
            "-XX:-UsePerfData",
            "-Xshare:auto",
            "-Xmx64m"); // so that what grows is seen
    private static final int START_SECONDS = 60;
    private static final int PORT_TRIES = 5;
    private static final int STOP_SECONDS = 20;

    private final Process process;
    private final Path log;
    private final int port;

    private UsherProcess(Process process, Path log, int port) {
        this.process = process;
        this.log = log;
        this.port = port;
    }

    /** {@code usher daemon --socket SOCKET FLAG…}. */
    static UsherProcess daemon(Path socket, String... flags) throws Exception {
        return daemonWithFiles(0, socket, flags);
    }

    /** The same with a limit of open files, where {@code files} is above 0. */
    static UsherProcess daemonWithFiles(int files, Path socket, String... flags) throws Exception {
        List<String> arguments = new ArrayList<>(List.of("daemon", "--socket", socket.toString()));
        arguments.addAll(List.of(flags));
        return begin(socket.getParent(), files, 0, arguments).ready();
    }

    /** {@code usher exec WORD…}, of which {@code socket} is the one that is listened on. */
    static UsherProcess exec(Path socket, String... words) throws Exception {
        List<String> arguments = new ArrayList<>(List.of("exec"));
        arguments.addAll(List.of(words));
        return begin(socket.getParent(), 0, 0, arguments).ready();
    }

    /** A script that is {@code ./fdrecv}, or {@code ./usher} for another name, with the classes of this build. */
    static Path script(Path file) throws IOException {
        String java = ProcessHandle.current().info().command().orElse("java");
        String exec = file.endsWith("fdrecv") ? " exec" : "";
        Files.writeString(
                file,
                "#!/bin/sh\nexec " + java + " " + String.join(" ", JVM) + " -cp " + classPath() + " "
                        + Main.class.getName() + exec + " \"$@\"\n");
        if (!file.toFile().setExecutable(true, false)) {
            throw new IOException("cannot make " + file + " executable");
        }
        return file;
    }

    /** {@code usher run -f FILE}, where {@code config} says what stands in the file for a free port. */
    static UsherProcess run(Path directory, IntFunction<String> config) throws Exception {
        return run(directory, 0, config);
    }

    /** The same with a limit of open files, where {@code files} is above 0. */
    static UsherProcess run(Path directory, int files, IntFunction<String> config) throws Exception {
        for (int i = 0; ; i++) {
            int port = freePort();
            Path file = directory.resolve("usher.conf");
            Files.writeString(file, config.apply(port));
            UsherProcess usher = begin(directory, files, port, List.of("run", "-f", file.toString()));
            try {
                return usher.ready();
            } catch (IOException e) { // another took the port since it was asked for
                if (i == PORT_TRIES || !e.getMessage().contains("in use")) {
                    throw e;
                }
            }
        }
    }

    /** Any command line, not waited for. */
    static UsherProcess begin(Path directory, int files, int port, List<String> arguments) throws IOException {
        List<String> before =
                files > 0 ? List.of("/bin/sh", "-c", "ulimit -n " + files + "; exec \"$@\"", "usher") : List.of();
        return begin(directory, port, before, Map.of(), arguments);
    }

    /** The same, started by another program, and with variables. */
    static UsherProcess begin(
            Path directory, int port, List<String> before, Map<String, String> variables, List<String> arguments)
            throws IOException {
        List<String> command = new ArrayList<>(before);
        command.addAll(command(arguments));
        Path log = Files.createTempFile(directory, "usher", ".log");
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile());
        builder.environment().putAll(variables);
        if (!namesAdminPort(arguments)) { // many run at once, and there is one default port
            builder.environment().put("USHER_METRICS_ADDR", "off");
        }
        Process process = builder.start();
        return new UsherProcess(process, log, port);
    }

    private static boolean namesAdminPort(List<String> arguments) throws IOException {
        String last = arguments.getLast();
        return arguments.contains("--metrics-addr")
                || (last.endsWith(".conf") && Files.readString(Path.of(last)).contains("MetricsAddr"));
    }

    /** The words that start Usher with a command line of its own. */
    static List<String> command(List<String> arguments) {
        List<String> command = words();
        command.addAll(arguments);
        return command;
    }

    /** What starts {@code usher} here, before its own words. */
    static List<String> words() {
        List<String> words = new ArrayList<>();
        words.add(ProcessHandle.current().info().command().orElse("java"));
        words.addAll(JVM);
        words.addAll(List.of("-cp", classPath(), Main.class.getName()));
        return words;
    }

    /** Of this build. */
    static String classPath() {
        return System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
    }

    private static int freePort() throws IOException {
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return free.getLocalPort();
        }
    }

    /** Waits for that. */
    UsherProcess ready() throws Exception {
        boolean ready = false;
        try {
            Waiting.until("usher is ready", START_SECONDS, () -> says("ready, pid") || !process.isAlive());
            if (!says("ready, pid")) {
                throw new IOException("usher ended with " + process.exitValue() + ": " + log());
            }
            ready = true;
            return this;
        } finally {
            if (!ready) {
                kill();
            }
        }
    }

    int port() {
        return port;
    }

    long pid() {
        return process.pid();
    }

    ProcessFacts facts() throws IOException {
        return ProcessFacts.of(process.pid());
    }

    /** Processor time it has used, in ticks of 10 ms (proc(5), utime and stime). */
    long cpuTicks() throws IOException {
        String stat = Files.readString(Path.of("/proc", Long.toString(pid()), "stat"));
        String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
        return Long.parseLong(fields[11]) + Long.parseLong(fields[12]);
    }

    /** Where it writes. */
    Path logFile() {
        return log;
    }

    /** All it has written so far. */
    String log() throws IOException {
        return Files.readString(log);
    }

    boolean says(String words) throws IOException {
        return log().contains(words);
    }

    void awaitLog(String words) throws Exception {
        Waiting.until("the log says \"" + words + "\"; it says: " + log(), STOP_SECONDS, () -> says(words));
    }

    /** SIGTERM. */
    UsherProcess terminate() {
        process.destroy();
        return this;
    }

    boolean isAlive() {
        return process.isAlive();
    }

    /** The exit code, waited for. */
    int exit(int seconds) throws InterruptedException, IOException {
        if (!process.waitFor(seconds, TimeUnit.SECONDS)) {
            throw new AssertionError("usher did not end within " + seconds + " s: " + log());
        }
        return process.exitValue();
    }

    /** SIGKILL, and reaped. */
    void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    /** Two SIGTERM: streams that still run are ended. */
    @Override
    public void close() throws IOException {
        try {
            for (int i = 0; i < 2 && process.isAlive(); i++) {
                process.destroy();
                process.waitFor(i == 0 ? 1 : STOP_SECONDS, TimeUnit.SECONDS);
            }
            kill();
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
        if (log().contains("\n\tat ")) {
            throw new AssertionError("usher wrote a stack: " + log());
        }
    }
}
