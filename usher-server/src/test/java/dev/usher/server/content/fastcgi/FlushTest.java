package dev.usher.server.content.fastcgi;

import static dev.usher.server.content.fastcgi.FcgiBytes.end;
import static dev.usher.server.content.fastcgi.FcgiBytes.stdout;
import static org.assertj.core.api.Assertions.assertThat;

import dev.usher.server.bucket.Brigade;
import dev.usher.server.bucket.Bucket;
import dev.usher.server.bucket.Eos;
import dev.usher.server.bucket.Flush;
import dev.usher.server.connection.FilterType;
import dev.usher.server.connection.Link;
import dev.usher.server.connection.OutputFilter;
import dev.usher.server.content.ContentDoor;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An application that has no more for now is not waited for by what it has written (REFERENCE E.4, rule 10). */
class FlushTest {
    @TempDir
    Path temp;

    private final List<String> passed = new CopyOnWriteArrayList<>();

    /** Holds back what comes until it must not any more, as one that compresses does. */
    private OutputFilter holdingBack() {
        return new OutputFilter() {
            @Override
            public void pass(Link link, Brigade brigade) throws IOException {
                Brigade kept = link.state() instanceof Brigade before ? before : new Brigade();
                link.state(kept);
                boolean goes = false;
                for (Bucket bucket : brigade) {
                    goes |= bucket instanceof Flush || bucket instanceof Eos;
                }
                passed.add(goes ? "goes" : "held");
                brigade.setAside(kept);
                if (goes) {
                    link.next().pass(kept);
                }
            }

            @Override
            public boolean nonBlocking() {
                return true;
            }
        };
    }

    @Test
    void whatASilentApplicationHasWrittenIsFollowedByAFlush() throws Exception {
        CountDownLatch heard = new CountDownLatch(1);
        String config = "DocumentRoot " + temp + "\n<Location />\nSetHandler ";
        try (FakeApplication application = new FakeApplication(temp, talk -> {
                    talk.request();
                    talk.send(stdout("Content-Type: text/plain\r\n\r\npart one"));
                    heard.await();
                    talk.send(stdout(", part two"), stdout(""), end(0));
                });
                ContentDoor door = new ContentDoor(
                        temp,
                        config + "\"" + application.handler() + "\"\n</Location>\n",
                        x -> x.out().add(FilterType.CONTENT_SET, holdingBack()));
                Socket client = new Socket(InetAddress.getLoopbackAddress(), door.port())) {
            client.setSoTimeout(10_000);
            client.getOutputStream().write("GET /a HTTP/1.0\r\n\r\n".getBytes(StandardCharsets.ISO_8859_1));
            StringBuilder got = new StringBuilder();
            try {
                while (!got.toString().endsWith("part one")) {
                    int next = client.getInputStream().read();
                    assertThat(next).as("after %s", got).isNotNegative();
                    got.append((char) next);
                }
            } finally {
                heard.countDown();
            }
            assertThat(client.getInputStream().readAllBytes()).asString().isEqualTo(", part two");
        }
        assertThat(passed).doesNotContain("held");
    }
}
