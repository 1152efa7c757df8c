package dev.usher.bench.load;

import dev.usher.bench.judge.Verdict;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** One connection that stays: it says a line of its own, or asks for a page, and reads what comes back. Blocking. */
final class HeldConnection implements AutoCloseable {
    private static final int HEAD_MAX = 16 * 1024;

    private final HeldLoad load;
    private final int number;
    private final Socket socket = new Socket();
    private Verdict verdict = Verdict.COMPLETE;
    private int rounds;

    HeldConnection(HeldLoad load, int number) {
        this.load = load;
        this.number = number;
    }

    Verdict verdict() {
        return verdict;
    }

    void open() {
        try {
            socket.setTcpNoDelay(true);
            socket.setSoTimeout(load.timeoutMillis());
            socket.connect(load.server(), load.timeoutMillis());
        } catch (IOException e) {
            verdict = Verdict.NOT_TAKEN;
        }
    }

    /** The first half of a round trip. */
    void say() {
        if (verdict == Verdict.COMPLETE) {
            try {
                socket.getOutputStream().write(said().getBytes(StandardCharsets.ISO_8859_1));
            } catch (IOException e) {
                verdict = Verdict.RESET;
            }
        }
    }

    private String said() {
        return load.isHttp()
                ? "GET " + load.path() + " HTTP/1.1\r\nHost: bench\r\n\r\n"
                : "Line " + rounds + " of connection " + number + "\r\n";
    }

    /** The second half. */
    void hear() {
        if (verdict == Verdict.COMPLETE) {
            try {
                verdict = load.isHttp() ? page() : echo();
                rounds++;
            } catch (SocketTimeoutException e) {
                verdict = Verdict.TIMEOUT;
            } catch (IOException e) {
                verdict = Verdict.RESET;
            }
        }
    }

    private Verdict echo() throws IOException {
        String expected = said();
        byte[] got = socket.getInputStream().readNBytes(expected.length());
        if (got.length < expected.length()) {
            return Verdict.TRUNCATED;
        }
        return new String(got, StandardCharsets.ISO_8859_1).equals(expected) ? Verdict.COMPLETE : Verdict.ANOTHERS_DATA;
    }

    private Verdict page() throws IOException {
        String head = head(socket.getInputStream());
        if (head == null) {
            return Verdict.TRUNCATED;
        }
        if (!head.startsWith("HTTP/1.1 200 ")) {
            return Verdict.REFUSED;
        }
        int at = head.toLowerCase(Locale.ROOT).indexOf("\r\ncontent-length:");
        if (at < 0) {
            return Verdict.DAMAGED;
        }
        int length = Integer.parseInt(
                head.substring(at + 17, head.indexOf("\r\n", at + 2)).strip());
        return socket.getInputStream().readNBytes(length).length == length ? Verdict.COMPLETE : Verdict.TRUNCATED;
    }

    private static @Nullable String head(InputStream in) throws IOException {
        StringBuilder head = new StringBuilder(256);
        while (head.length() < 4 || head.indexOf("\r\n\r\n", head.length() - 4) < 0) {
            int next = in.read();
            if (next < 0 || head.length() > HEAD_MAX) {
                return null;
            }
            head.append((char) next);
        }
        return head.toString();
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException gone) {
            verdict = verdict == Verdict.COMPLETE ? Verdict.RESET : verdict;
        }
    }
}
