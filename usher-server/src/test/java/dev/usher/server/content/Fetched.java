package dev.usher.server.content;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** An answer read strictly from a socket; shares no code with the server. */
public final class Fetched {
    private static final int PATIENCE_MILLIS = 20_000;

    private final int status;
    private final Map<String, List<String>> headers;
    private final byte[] body;
    private final boolean whole;

    private Fetched(int status, Map<String, List<String>> headers, byte[] body, boolean whole) {
        this.status = status;
        this.headers = headers;
        this.body = body;
        this.whole = whole;
    }

    /** From the status line. */
    public int status() {
        return status;
    }

    /** By lower-case name. */
    public Map<String, List<String>> headers() {
        return headers;
    }

    /** Without its framing. */
    public byte[] body() {
        return body;
    }

    /** False where the connection was cut before the body's end. */
    public boolean whole() {
        return whole;
    }

    /** Sends one request with Connection: close and reads what comes. */
    public static Fetched of(int port, String method, String target, byte[] body, String... headers)
            throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout(PATIENCE_MILLIS);
            socket.getOutputStream().write(request(method, target, body, headers));
            return read(method, socket.getInputStream());
        }
    }

    /** The bytes of a request. */
    public static byte[] request(String method, String target, byte[] body, String... headers) {
        StringBuilder head = new StringBuilder(method + " " + target + " HTTP/1.1\r\nConnection: close\r\n");
        if (List.of(headers).stream().noneMatch(h -> h.startsWith("Host:"))) {
            head.append("Host: localhost\r\n");
        }
        for (String header : headers) {
            head.append(header).append("\r\n");
        }
        if (body.length > 0) {
            head.append("Content-Length: ").append(body.length).append("\r\n");
        }
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        all.writeBytes(head.append("\r\n").toString().getBytes(StandardCharsets.ISO_8859_1));
        all.writeBytes(body);
        return all.toByteArray();
    }

    static Fetched read(String method, InputStream raw) throws IOException {
        InputStream in = new BufferedInputStream(raw);
        String status = line(in);
        Map<String, List<String>> headers = new TreeMap<>();
        for (String line = line(in); !line.isEmpty(); line = line(in)) {
            int colon = line.indexOf(':');
            headers.computeIfAbsent(line.substring(0, colon).toLowerCase(Locale.ROOT), _ -> new java.util.ArrayList<>())
                    .add(line.substring(colon + 1).strip());
        }
        int code = Integer.parseInt(status.substring(9, 12));
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        boolean whole = true;
        boolean bodiless = method.equals("HEAD") || code == 204 || code == 304;
        try {
            body(in, bodiless, headers, body);
        } catch (IOException cut) {
            whole = false;
        }
        return new Fetched(code, headers, body.toByteArray(), whole);
    }

    private static void body(
            InputStream in, boolean bodiless, Map<String, List<String>> headers, ByteArrayOutputStream body)
            throws IOException {
        if (bodiless) {
            in.transferTo(body);
        } else if (headers.containsKey("transfer-encoding")) {
            for (int size = Integer.parseInt(line(in), 16); size > 0; size = Integer.parseInt(line(in), 16)) {
                exactly(in, size, body);
                line(in);
            }
            line(in);
        } else if (headers.containsKey("content-length")) {
            exactly(in, Integer.parseInt(headers.get("content-length").getFirst()), body);
        } else {
            in.transferTo(body);
        }
    }

    private static void exactly(InputStream in, int bytes, ByteArrayOutputStream into) throws IOException {
        byte[] read = in.readNBytes(bytes);
        into.writeBytes(read);
        if (read.length < bytes) {
            throw new EOFException("cut after " + read.length + " of " + bytes);
        }
    }

    private static String line(InputStream in) throws IOException {
        StringBuilder line = new StringBuilder();
        for (int b = in.read(); b != '\n'; b = in.read()) {
            if (b < 0) {
                throw new EOFException("the answer ends in a line: " + line);
            }
            line.append((char) b);
        }
        return line.substring(0, line.length() - 1);
    }

    /** The first value of a header, or null. */
    public String header(String name) {
        List<String> values = headers.get(name.toLowerCase(Locale.ROOT));
        return values == null ? null : values.getFirst();
    }

    /** The body as ISO-8859-1. */
    public String text() {
        return new String(body, StandardCharsets.ISO_8859_1);
    }
}
