package dev.usher.cli.doctor;

import dev.usher.fd.ErrnoException;
import dev.usher.fd.PathFd;
import dev.usher.fd.SocketType;
import dev.usher.fd.UnixSocket;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;

/**
 * One FastCGI request for a script that does not exist (FastCGI specification 1.0, sections 3 and 5): whatever answers in
 * records is alive. No script of anybody's runs.
 */
final class FastCgiProbe {
    private static final int BEGIN_REQUEST = 1;
    private static final int PARAMS = 4;
    private static final int STDIN = 5;
    private static final int RESPONDER = 1;
    private static final int HEADER_BYTES = 8;
    private static final long LOOK_NANOS = 2_000_000;

    private FastCgiProbe() {}

    /** What came of it. */
    enum Answer {
        /** Records. */
        FASTCGI,
        /** Something else than records, or the end of the connection. */
        OTHER,
        /** Nothing within the time. */
        NONE,
        /** The queue of those who wait is full (EAGAIN). */
        FULL
    }

    /**
     * What came of it, and of whom.
     *
     * @param answer what came
     * @param listener the process that listens (SO_PEERCRED, unix(7)): php-fpm's master; none where that is not known
     */
    record Reply(Answer answer, Optional<Holder> listener) {}

    /**
     * Asks over a Unix socket of any path's length.
     *
     * @throws IOException where there is no connection
     */
    static Reply ask(Path socket, String script, Duration patience) throws IOException {
        long deadline = System.nanoTime() + patience.toNanos();
        try (PathFd file = PathFd.open(socket.toString());
                UnixSocket line = UnixSocket.open(SocketType.STREAM)) {
            line.connect(file.asAddress());
            Optional<Holder> listener = listener(line);
            line.send(ByteBuffer.wrap(request(script)));
            ByteBuffer answer = ByteBuffer.allocate(HEADER_BYTES);
            while (answer.hasRemaining()) {
                int bytes;
                try (var received = line.receive(answer, 0)) {
                    bytes = received.bytes();
                }
                if (bytes == 0) {
                    break;
                }
                if (bytes < 0 && System.nanoTime() > deadline) {
                    return new Reply(Answer.NONE, listener);
                }
                if (bytes < 0) {
                    LockSupport.parkNanos(LOOK_NANOS);
                }
            }
            return new Reply(judged(answer.array(), answer.position()), listener);
        } catch (ErrnoException.BacklogFull e) {
            return new Reply(Answer.FULL, Optional.empty());
        }
    }

    /** A service manager that listens for others (pid 1), or a process of another pid namespace (0), says nothing. */
    private static Optional<Holder> listener(UnixSocket line) throws ErrnoException {
        int pid = line.peerCredentials().pid();
        return pid > 1 ? Optional.of(new Holder(pid)) : Optional.empty();
    }

    /** Asks over TCP. */
    static Reply ask(InetSocketAddress address, String script, Duration patience) throws IOException {
        int millis = (int) patience.toMillis();
        try (Socket line = new Socket()) {
            line.connect(address, millis);
            line.setSoTimeout(millis);
            line.getOutputStream().write(request(script));
            byte[] answer = line.getInputStream().readNBytes(HEADER_BYTES);
            return new Reply(judged(answer, answer.length), Optional.empty());
        } catch (SocketTimeoutException e) {
            return new Reply(Answer.NONE, Optional.empty());
        }
    }

    /** A record of version 1, STDOUT (6), STDERR (7) or END_REQUEST (3), of our request. */
    private static Answer judged(byte[] header, int length) {
        boolean record = length == HEADER_BYTES
                && header[0] == 1
                && (header[1] == 3 || header[1] == 6 || header[1] == 7)
                && header[2] == 0
                && header[3] == 1;
        return record ? Answer.FASTCGI : Answer.OTHER;
    }

    private static byte[] request(String script) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        record(out, BEGIN_REQUEST, new byte[] {0, RESPONDER, 0, 0, 0, 0, 0, 0});
        ByteArrayOutputStream variables = new ByteArrayOutputStream();
        Map.of(
                        "REQUEST_METHOD", "GET",
                        "SCRIPT_NAME", "/usher-doctor-asks.php",
                        "SCRIPT_FILENAME", script,
                        "REQUEST_URI", "/usher-doctor-asks.php",
                        "QUERY_STRING", "",
                        "SERVER_PROTOCOL", "HTTP/1.1",
                        "GATEWAY_INTERFACE", "CGI/1.1")
                .forEach((name, value) -> pair(variables, name, value));
        record(out, PARAMS, variables.toByteArray());
        record(out, PARAMS, new byte[0]);
        record(out, STDIN, new byte[0]);
        return out.toByteArray();
    }

    private static void record(ByteArrayOutputStream out, int type, byte[] content) {
        out.writeBytes(new byte[] {1, (byte) type, 0, 1, (byte) (content.length >> 8), (byte) content.length, 0, 0});
        out.writeBytes(content);
    }

    private static void pair(ByteArrayOutputStream out, String name, String value) {
        byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
        out.write(name.length());
        if (bytes.length < 128) {
            out.write(bytes.length);
        } else {
            out.writeBytes(
                    ByteBuffer.allocate(4).putInt(bytes.length | 0x8000_0000).array());
        }
        out.writeBytes(name.getBytes(StandardCharsets.US_ASCII));
        out.writeBytes(bytes);
    }
}
