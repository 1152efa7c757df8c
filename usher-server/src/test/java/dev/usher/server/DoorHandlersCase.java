package dev.usher.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.usher.config.ConfigException;
import dev.usher.config.ConfigLoader;
import dev.usher.config.Configuration;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A folder of handlers, and a door whose configuration names them. */
abstract class DoorHandlersCase {
    static final String HOST = "HandlerPath handlers\nListen 127.0.0.1:0\n<VirtualHost _default_:*>\n";
    static final String END = "</VirtualHost>\n";

    @TempDir
    Path temp;

    Path handlers;

    @BeforeEach
    void makeFolder() throws IOException {
        temp = temp.toRealPath();
        handlers = Files.createDirectory(temp.resolve("handlers"));
    }

    /** Puts a file in place of an older one: another inode, so that the change is seen whatever the clock says. */
    Path write(String className, String body) throws IOException {
        Path next = Files.writeString(handlers.resolve("next"), """
                import dev.usher.server.bucket.*;
                import dev.usher.server.connection.*;
                """ + body);
        Path file = handlers.resolve(className + ".java");
        return Files.move(next, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
    }

    /** A protocol that says one line and is over. */
    Path writeGreeter(String className, String expression) throws IOException {
        return write(className, """
                public class %s {
                    int calls;
                    public Outcome handler(Connection c) throws Exception {
                        try (Brigade b = Brigade.of(Data.latin1(%s + "\\n"), new Flush())) {
                            c.out().pass(b);
                        }
                        return Outcome.OK;
                    }
                }
                """.formatted(className, expression));
    }

    /** An output filter that writes one word for another, with blanks behind it up to the same length. */
    void writeReplacer(String className, String from, String to) throws IOException {
        write(className, """
                @dev.usher.server.filter.FilterConnectionHandler
                public class %s implements OutputFilter {
                    int calls;
                    public void pass(Link link, Brigade brigade) throws java.io.IOException {
                        calls++;
                        try (Brigade out = new Brigade()) {
                            while (!brigade.isEmpty()) {
                                Bucket bucket = brigade.removeFirst();
                                if (bucket instanceof Data data) {
                                    String text = data.content().toString(java.nio.charset.StandardCharsets.ISO_8859_1);
                                    data.release();
                                    out.append(Data.latin1(text.replace("%s", "%%-%ds".formatted(%s))));
                                } else {
                                    out.append(bucket);
                                }
                            }
                            link.next().pass(out);
                        }
                    }
                }
                """.formatted(className, from, from.length(), to));
    }

    Configuration configuration(String text) throws ConfigException {
        return ConfigLoader.of(ServerSettings.catalog()).loadText(temp.resolve("usher.conf"), text);
    }

    Door door(String text) throws IOException {
        try {
            return Door.open(configuration(text), 1);
        } catch (ConfigException e) {
            throw new AssertionError(e);
        }
    }

    static Socket client(Door door) throws IOException {
        Socket socket =
                new Socket(InetAddress.getLoopbackAddress(), door.ports().getFirst());
        socket.setSoTimeout(20_000);
        return socket;
    }

    static String all(Door door) throws IOException {
        try (Socket client = client(door)) {
            return new String(client.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
        }
    }

    static String line(InputStream in) throws IOException {
        StringBuilder line = new StringBuilder();
        for (int b = in.read(); b >= 0 && b != '\n'; b = in.read()) {
            line.append((char) b);
        }
        return line.toString().strip();
    }

    /** One request on a connection that lives on; the answer's first line. */
    static String ask(Socket client) throws IOException {
        client.getOutputStream().write("GET /no HTTP/1.1\r\nHost: h\r\n\r\n".getBytes(StandardCharsets.ISO_8859_1));
        String first = line(client.getInputStream());
        int length = 0;
        for (String line = line(client.getInputStream()); !line.isEmpty(); line = line(client.getInputStream())) {
            if (line.startsWith("Content-Length: ")) {
                length = Integer.parseInt(line.substring("Content-Length: ".length()));
            }
        }
        assertThat(client.getInputStream().readNBytes(length)).hasSize(length);
        return first;
    }
}
