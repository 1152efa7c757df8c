package dev.usher.daemon;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** Somebody who looks at a seat's admin port, with requests as raw as they like. */
final class Operator {
    private static final int PATIENCE_MILLIS = 60_000;

    /** What came back: the head as it was, and the body. */
    record Answer(String head, String body) {
        int status() {
            return head.isEmpty() ? 0 : Integer.parseInt(head.split(" ", 3)[1]);
        }

        /** The value of a field; empty where it is not there. */
        String field(String name) {
            return head.lines()
                    .filter(line -> line.regionMatches(true, 0, name + ":", 0, name.length() + 1))
                    .map(line -> line.substring(name.length() + 1).trim())
                    .findFirst()
                    .orElse("");
        }

        /** The value of one line of /metrics. */
        double value(String metric) {
            return Double.parseDouble(body.lines()
                    .filter(line -> line.startsWith(metric + " "))
                    .findFirst()
                    .orElseThrow(() -> new AssertionError(metric + " is not in " + body))
                    .substring(metric.length() + 1));
        }
    }

    private Operator() {}

    static Answer get(Seat seat, String target, String... headers) throws IOException {
        return ask(
                seat,
                "GET " + target + " HTTP/1.1\r\nHost: seat\r\nConnection: close\r\n"
                        + String.join(
                                "",
                                java.util.Arrays.stream(headers)
                                        .map(h -> h + "\r\n")
                                        .toList()) + "\r\n");
    }

    static Answer ask(Seat seat, String request) throws IOException {
        InetSocketAddress address = seat.adminAddress().orElseThrow();
        try (Socket socket = new Socket(address.getAddress(), address.getPort())) {
            socket.setSoTimeout(PATIENCE_MILLIS);
            socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
            String all = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            int end = all.indexOf("\r\n\r\n");
            return end < 0 ? new Answer(all, "") : new Answer(all.substring(0, end), all.substring(end + 4));
        }
    }
}
