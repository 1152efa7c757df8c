package dev.usher.server.content.fastcgi;

import static dev.usher.server.content.fastcgi.FcgiBytes.end;
import static dev.usher.server.content.fastcgi.FcgiBytes.stdout;
import static org.assertj.core.api.Assertions.assertThat;

import dev.usher.server.content.ContentDoor;
import dev.usher.server.content.Fetched;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Applications that cannot be reached, or do not begin to answer, in time (ATTACKS B1 to B5). */
class ReachTest extends FaultsCase {
    // ---- D9

    @Test
    void nobodyListensIs503WithRetryAfter() throws Exception {
        try (ContentDoor door = door("proxy:unix:" + temp + "/none.sock|fcgi://localhost")) {
            Fetched answer = door.get("/a.php");
            assertThat(answer.status()).isEqualTo(503);
            assertThat(answer.header("Retry-After")).isNotNull();
        }
        Path stale = temp.resolve("stale.sock");
        ServerSocketChannel.open(StandardProtocolFamily.UNIX)
                .bind(UnixDomainSocketAddress.of(stale))
                .close();
        try (ContentDoor door = door("proxy:unix:" + stale + "|fcgi://localhost")) {
            assertThat(door.get("/a.php").status()).isEqualTo(503);
        }
        int port;
        try (var free = new ServerSocket(0)) {
            port = free.getLocalPort();
        }
        try (ContentDoor door = door("proxy:fcgi://127.0.0.1:" + port)) {
            assertThat(door.get("/a.php").status()).isEqualTo(503);
        }
    }

    @Test
    void oneThatAcceptsAndHangsIs504WithinProxyTimeout() throws Exception {
        try (FakeApplication application = new FakeApplication(temp, talk -> {
                    talk.request();
                    talk.awaitClose();
                });
                ContentDoor door = door(application.handler(), "ProxyTimeout 300ms")) {
            long begin = System.nanoTime();
            assertThat(door.get("/a.php").status()).isEqualTo(504);
            assertThat(System.nanoTime() - begin)
                    .isBetween(TimeUnit.MILLISECONDS.toNanos(290), TimeUnit.SECONDS.toNanos(5));
            assertThat(application.event()).isEqualTo("closed");
        }
    }

    @Test
    void aFullBacklogIsWaitedForAndThen503() throws Exception {
        Path path = temp.resolve("full.sock");
        try (ServerSocketChannel listener = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            listener.bind(UnixDomainSocketAddress.of(path), 1);
            List<SocketChannel> fillers = fill(path);
            try (ContentDoor door = door("proxy:unix:" + path + "|fcgi://localhost", "ProxyTimeout 300ms")) {
                long begin = System.nanoTime();
                Fetched answer = door.get("/a.php");
                assertThat(answer.status()).isEqualTo(503);
                assertThat(answer.header("Retry-After")).isNotNull();
                assertThat(System.nanoTime() - begin).isGreaterThan(TimeUnit.MILLISECONDS.toNanos(290));
            } finally {
                for (SocketChannel filler : fillers) {
                    filler.close();
                }
            }
        }
    }

    @Test
    void aPortWhoseHandshakeDoesNotComeToAnEndIs503WithinProxyTimeout() throws Exception {
        InetAddress loopback = InetAddress.getLoopbackAddress();
        try (ServerSocket full = new ServerSocket(0, 1, loopback);
                Socket _ = new Socket(loopback, full.getLocalPort());
                Socket _ = new Socket(loopback, full.getLocalPort());
                ContentDoor door = door("proxy:fcgi://127.0.0.1:" + full.getLocalPort(), "ProxyTimeout 300ms")) {
            Fetched answer = door.get("/a.php");
            assertThat(answer.status()).isEqualTo(503);
            assertThat(answer.header("Retry-After")).isNotNull();
        }
    }

    @Test
    void roomInTheBacklogIsFoundWithoutTheClientNoticing() throws Exception {
        Path path = temp.resolve("full.sock");
        try (ServerSocketChannel listener = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            listener.bind(UnixDomainSocketAddress.of(path), 1);
            List<SocketChannel> fillers = fill(path);
            Thread server = Thread.ofPlatform().start(() -> drainThenAnswer(listener, fillers.size()));
            try (ContentDoor door = door("proxy:unix:" + path + "|fcgi://localhost")) {
                assertThat(door.get("/a.php").text()).isEqualTo("late");
            }
            server.join();
            for (SocketChannel filler : fillers) {
                filler.close();
            }
        }
    }

    private static List<SocketChannel> fill(Path path) throws Exception {
        List<SocketChannel> fillers = new ArrayList<>();
        while (fillers.size() < 16) {
            SocketChannel filler = SocketChannel.open(StandardProtocolFamily.UNIX);
            filler.configureBlocking(false);
            try {
                filler.connect(UnixDomainSocketAddress.of(path));
                fillers.add(filler);
            } catch (java.io.IOException full) {
                filler.close();
                return fillers;
            }
            if (!filler.isConnected()) {
                fillers.removeLast();
                filler.close();
                return fillers;
            }
        }
        throw new AssertionError("the backlog of 1 takes 16");
    }

    private static void drainThenAnswer(ServerSocketChannel listener, int fillers) {
        try {
            TimeUnit.MILLISECONDS.sleep(100); // the door meets a full backlog at first
            for (int i = 0; i < fillers; i++) {
                listener.accept().close();
            }
            try (SocketChannel client = listener.accept()) {
                client.read(ByteBuffer.allocate(65_536));
                client.write(ByteBuffer.wrap(stdout(HEAD + "\r\nlate")));
                client.write(ByteBuffer.wrap(end(0)));
            }
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }
}
