package dev.usher.bench;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;

/** A web server that answers what a test wants: one thread, one connection at a time. */
final class FakeDoor implements AutoCloseable {
    /** Resets the connection. */
    static final String RESET = "(reset)";
    /** Says nothing until the client goes. */
    static final String SILENCE = "(silence)";

    private final ServerSocket listener;
    private final Function<String, String> answers;
    private final boolean closes;
    private final Thread thread = new Thread(this::serve, "fake-door");
    final AtomicInteger connections = new AtomicInteger();

    private FakeDoor(boolean closes, Function<String, String> answers) throws IOException {
        this.listener = new ServerSocket(0, 64, InetAddress.getLoopbackAddress());
        this.closes = closes;
        this.answers = answers;
        thread.start();
    }

    /** Answers each request line, and closes. */
    static FakeDoor closing(Function<String, String> answers) throws IOException {
        return new FakeDoor(true, answers);
    }

    /** Answers each request line, and waits for the next one. */
    static FakeDoor keeping(Function<String, String> answers) throws IOException {
        return new FakeDoor(false, answers);
    }

    String url() {
        return "http://127.0.0.1:" + listener.getLocalPort() + "/page";
    }

    private void serve() {
        List<Socket> silent = new ArrayList<>();
        while (!listener.isClosed()) {
            serveNext(silent);
        }
        silent.forEach(FakeDoor::drop);
    }

    private void serveNext(List<Socket> silent) {
        Socket client = null;
        try {
            client = listener.accept();
            connections.incrementAndGet();
            if (!serve(client)) {
                silent.add(client);
                return;
            }
        } catch (IOException e) {
            assertThat(e).isNotNull(); // closed, or a client that left: the loop's condition says which
        }
        if (client != null) {
            drop(client);
        }
    }

    private static void drop(Socket client) {
        try {
            client.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private boolean serve(Socket client) throws IOException {
        BufferedReader in = new BufferedReader(new InputStreamReader(client.getInputStream(), UTF_8));
        do {
            String line = in.readLine();
            if (line == null) {
                return true;
            }
            String header = in.readLine();
            while (header != null && !header.isEmpty()) {
                header = in.readLine();
            }
            String answer = answers.apply(line);
            if (answer.equals(SILENCE)) {
                return false;
            }
            if (answer.equals(RESET)) {
                client.setSoLinger(true, 0);
                return true;
            }
            client.getOutputStream().write(answer.getBytes(UTF_8));
        } while (!closes);
        return true;
    }

    @Override
    public void close() throws Exception {
        listener.close();
        thread.join();
    }
}
