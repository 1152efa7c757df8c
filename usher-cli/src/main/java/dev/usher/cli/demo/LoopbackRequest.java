package dev.usher.cli.demo;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;

/**
 * One GET to the demo's own door, on a connection of its own, by HTTP/1.0 so that the body is what comes until the end.
 * One thread uses it; any thread may close it.
 */
final class LoopbackRequest implements AutoCloseable {
    private static final int CONNECT_MILLIS = 5_000;
    private static final int READ_MILLIS = 600_000;
    private static final int BUFFER_BYTES = 1_024;
    private static final int HEAD_BYTES_MAX = 16_384;
    private static final int BODY_BYTES_MAX = 1 << 20;

    private final Socket socket = new Socket();

    /** Not connected yet, so that whoever waits for the answer can be hung up on. */
    LoopbackRequest() {}

    /** Asks, and reads the answer's head. */
    Answer get(int port, String target) throws IOException {
        socket.setSoTimeout(READ_MILLIS);
        socket.connect(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), port), CONNECT_MILLIS);
        socket.getOutputStream().write(("GET " + target + " HTTP/1.0\r\nHost: 127.0.0.1\r\n\r\n").getBytes(US_ASCII));
        InputStream in = new BufferedInputStream(socket.getInputStream(), BUFFER_BYTES);
        return new Answer(status(head(in)), in);
    }

    /**
     * What came.
     *
     * @param status of the answer's first line
     * @param in the body, as it comes
     */
    record Answer(int status, InputStream in) {
        /** The whole body, up to a megabyte. */
        String body() throws IOException {
            return new String(in.readNBytes(BODY_BYTES_MAX), UTF_8);
        }
    }

    private static String head(InputStream in) throws IOException {
        ByteArrayOutputStream head = new ByteArrayOutputStream();
        int lineEnds = 0;
        while (lineEnds < 2) {
            int b = in.read();
            if (b < 0 || head.size() == HEAD_BYTES_MAX) {
                throw new IOException("no HTTP answer came");
            }
            head.write(b);
            lineEnds = b == '\n' ? lineEnds + 1 : b == '\r' ? lineEnds : 0;
        }
        return head.toString(US_ASCII);
    }

    private static int status(String head) throws IOException {
        if (!head.matches("(?s)HTTP/1\\.[01] \\d{3} .*")) {
            throw new IOException("what came is no HTTP answer");
        }
        return Integer.parseInt(head.substring(9, 12));
    }

    /** Hangs up; whoever reads gets an exception. */
    @Override
    public void close() throws IOException {
        socket.close();
    }
}
