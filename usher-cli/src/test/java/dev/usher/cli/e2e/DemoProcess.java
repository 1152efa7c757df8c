package dev.usher.cli.e2e;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** {@code usher demo --port 0} as a child process, with its own children; it serves when the fixture is there. */
final class DemoProcess implements AutoCloseable {
    private static final int START_SECONDS = 60;

    private final UsherProcess usher;
    private final int port;
    private final Path directory;

    private DemoProcess(UsherProcess usher, int port, Path directory) {
        this.usher = usher;
        this.port = port;
        this.directory = directory;
    }

    static DemoProcess start(Path directory, String... flags) throws Exception {
        List<String> arguments = new ArrayList<>(List.of("demo", "--port", "0"));
        arguments.addAll(List.of(flags));
        UsherProcess usher = UsherProcess.begin(directory, 0, 0, arguments);
        boolean ready = false;
        try {
            Waiting.until("the demo is ready", START_SECONDS, () -> usher.says("Ctrl-C ends") || !usher.isAlive());
            Matcher address =
                    Pattern.compile("http://127\\.0\\.0\\.1:(\\d+)/\n").matcher(usher.log());
            if (!address.find()) {
                throw new IOException("the demo did not start: " + usher.log());
            }
            DemoProcess demo = new DemoProcess(usher, Integer.parseInt(address.group(1)), ownDirectory(usher));
            ready = true;
            return demo;
        } finally {
            if (!ready) {
                usher.kill();
            }
        }
    }

    /** The seat's socket stands in its command line (ProcessHandle leaves long ones out). */
    private static Path ownDirectory(UsherProcess usher) throws IOException {
        for (ProcessHandle child :
                ProcessHandle.of(usher.pid()).orElseThrow().children().toList()) {
            String line = Files.readString(Path.of("/proc", Long.toString(child.pid()), "cmdline"));
            Matcher socket = Pattern.compile("--socket\0([^\0]+)/run/").matcher(line);
            if (socket.find()) {
                return Path.of(socket.group(1));
            }
        }
        throw new IOException("the demo has no seat");
    }

    UsherProcess usher() {
        return usher;
    }

    int port() {
        return port;
    }

    String url() {
        return "http://127.0.0.1:" + port + "/";
    }

    /** Where its sockets are. */
    Path directory() {
        return directory;
    }

    /** The seat, and php-fpm with its workers. */
    List<ProcessHandle> children() {
        return ProcessHandle.of(usher.pid())
                .map(all -> all.descendants().toList())
                .orElse(List.of());
    }

    Answer get(String target, String... headers) throws IOException {
        return Visitor.get(port, target, headers);
    }

    Answer post(String target, String... headers) throws IOException {
        return Visitor.post(port, target, "", headers);
    }

    /** What the page polls. */
    String state() throws IOException {
        return get("/demo/state").body();
    }

    /** A number of the state, the first of that name. */
    int number(String name) throws IOException {
        String state = state();
        Matcher found = Pattern.compile("\"" + name + "\":(\\d+)").matcher(state);
        if (!found.find()) {
            throw new AssertionError("no " + name + " in " + state);
        }
        return Integer.parseInt(found.group(1));
    }

    void awaitState(String part) throws Exception {
        Waiting.until("the state says " + part + "; it says " + state(), 20, () -> state().contains(part));
    }

    @Override
    public void close() throws IOException {
        usher.close();
    }
}
