package dev.usher.cli.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;

/** A client of the door, over plain TCP, byte by byte as it is told. */
final class Visitor implements AutoCloseable {
    private static final int PATIENCE_MILLIS = 60_000;

    private final Socket socket = new Socket();

    private Visitor(int port) throws IOException {
        socket.setSoTimeout(PATIENCE_MILLIS);
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), PATIENCE_MILLIS);
    }

    static Visitor at(int port) throws IOException {
        return new Visitor(port);
    }

    /** One GET on a connection of its own, to its end. */
    static Answer get(int port, String target, String... headers) throws IOException {
        try (Visitor visitor = at(port)) {
            return visitor.asks("GET", target, "", headers).hears();
        }
    }

    /** One POST of a form. */
    static Answer post(int port, String target, String form, String... headers) throws IOException {
        try (Visitor visitor = at(port)) {
            return visitor.asks("POST", target, form, headers).hears();
        }
    }

    Visitor asks(String method, String target, String body, String... headers) throws IOException {
        StringBuilder head =
                new StringBuilder(method + " " + target + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n");
        for (String header : headers) {
            head.append(header).append("\r\n");
        }
        if (method.equals("POST")) {
            head.append("Content-Type: application/x-www-form-urlencoded\r\nContent-Length: ")
                    .append(body.getBytes(UTF_8).length)
                    .append("\r\n");
        }
        return says(head + "\r\n" + body);
    }

    Visitor says(String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(UTF_8));
        return this;
    }

    /** Whether something has come. */
    boolean hasAnswer() throws IOException {
        return socket.getInputStream().available() > 0;
    }

    /** All that comes until the end. */
    Answer hears() throws IOException {
        return Answer.of(rest());
    }

    String rest() throws IOException {
        return new String(socket.getInputStream().readAllBytes(), UTF_8);
    }

    /** What comes until {@code end} has come. */
    String hearsUntil(String end) throws IOException {
        StringBuilder all = new StringBuilder();
        while (all.indexOf(end, Math.max(0, all.length() - end.length() - 1)) < 0) {
            int b = socket.getInputStream().read();
            if (b < 0) {
                throw new IOException("ended early: " + all);
            }
            all.append((char) b);
        }
        return all.toString();
    }

    /** Hangs up before the test is over. */
    void goes() throws IOException {
        close();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
