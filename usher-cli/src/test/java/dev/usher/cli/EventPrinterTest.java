package dev.usher.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import org.junit.jupiter.api.Test;

/** What {@code usher try --stream} shows of bytes as they come. */
class EventPrinterTest {
    private static final String HEAD = "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\n";

    private static String shown(String... parts) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        EventPrinter printer = new EventPrinter(new PrintStream(out, true, UTF_8), new Stopwatch());
        for (String part : parts) {
            printer.write(part.getBytes(UTF_8));
        }
        printer.end();
        return out.toString(UTF_8).replaceAll("(?m)^ *\\d+ ms  ", "");
    }

    @Test
    void eachEventIsALineWithItsName() throws IOException {
        assertThat(shown(HEAD + "data: a\n\nevent: done\ndata: [DONE]\n\n"))
                .isEqualTo("HTTP/1.1 200 OK\nContent-Type: text/event-stream\nmessage  a\ndone     [DONE]\n");
    }

    @Test
    void eventsSplitOverReadsAreWhole() throws IOException {
        assertThat(shown(HEAD + "da", "ta: Ü".substring(0, 4), "Ü b\r", "\n\r", "\ndata: c\n\n"))
                .endsWith("message  Ü b\nmessage  c\n");
    }

    @Test
    void linesOfOneEventAreJoined() throws IOException {
        assertThat(shown(HEAD + "data: a\ndata\ndata:  b\n\n")).endsWith("message  a\\n\\n b\n");
    }

    @Test
    void heartbeatsAndOtherFieldsAreShown() throws IOException {
        assertThat(shown(HEAD + ": heartbeat\n\nretry: 10\nid: 7\ndata: a\n\n"))
                .endsWith("comment  heartbeat\nretry    10\nid       7\nmessage  a\n");
    }

    @Test
    void anEventThatIsNotEndedIsCut() throws IOException {
        assertThat(shown(HEAD + "data: a\n")).endsWith("(cut)    a\n");
        assertThat(shown(HEAD + "data: a")).endsWith("(cut)    data: a\n");
    }

    @Test
    void whatIsNoStreamIsShownLineByLine() throws IOException {
        assertThat(shown("HTTP/1.1 400 Bad Request\r\nContent-Type: application/json\r\n\r\n{}\n"))
                .isEqualTo("HTTP/1.1 400 Bad Request\nContent-Type: application/json\nbody     {}\n");
    }
}
