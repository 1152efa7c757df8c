package dev.usher.server.content.fastcgi;

import static dev.usher.server.content.fastcgi.FcgiBytes.end;
import static dev.usher.server.content.fastcgi.FcgiBytes.stdout;
import static org.assertj.core.api.Assertions.assertThat;

import dev.usher.server.connection.FilterType;
import dev.usher.server.connection.OutputFilter;
import dev.usher.server.content.ContentDoor;
import dev.usher.server.content.Fetched;
import dev.usher.server.http.Exchange;
import dev.usher.testkit.PhpFpm;
import java.net.InetAddress;
import java.net.Socket;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** ATTACKS D10: a client that closes, which is a FIN and nothing more, while an application works or is queued for. */
class DepartureTest {
    private static final int QUEUED = 50;

    @TempDir
    Path temp;

    @BeforeEach
    void site() throws Exception {
        Files.createDirectory(temp.resolve("site"));
        Files.writeString(temp.resolve("site/a.php"), "<?php");
        Files.writeString(temp.resolve("site/sleep.php"), "<?php touch('" + temp + "/begun'); sleep(8); echo 'late';");
        Files.writeString(temp.resolve("site/a.txt"), "static");
    }

    private ContentDoor door(String handler) throws Exception {
        return new ContentDoor(
                temp,
                "DocumentRoot site\nCustomLog status.log \"%>s\"\n<FilesMatch \"\\.php$\">\nSetHandler \"" + handler
                        + "\"\n</FilesMatch>\n");
    }

    private static Socket asking(ContentDoor door, String target) throws Exception {
        Socket client = new Socket(InetAddress.getLoopbackAddress(), door.port());
        client.setSoTimeout(10_000);
        client.getOutputStream().write(Fetched.request("GET", target, new byte[0]));
        return client;
    }

    @Test
    void aClientThatClosesEndsTheApplicationsConnectionAtOnce() throws Exception {
        try (FakeApplication application = new FakeApplication(temp, talk -> {
            talk.request();
            talk.event("asked");
            talk.awaitClose();
        })) {
            try (ContentDoor door = door(application.handler())) {
                Socket client = asking(door, "/a.php");
                assertThat(application.event()).isEqualTo("asked");
                client.close();
                long begin = System.nanoTime();
                assertThat(application.event()).isEqualTo("closed");
                assertThat(door.ended()).isEqualTo(Exchange.End.DEPARTED);
                assertThat(System.nanoTime() - begin).isLessThan(TimeUnit.SECONDS.toNanos(6));
            }
            assertThat(Files.readString(temp.resolve("status.log"))).isEqualTo("499\n");
        }
    }

    @Test
    void aClientThatClosesWhileAScriptSleepsIsNotWaitedFor() throws Exception {
        try (PhpFpm fpm = PhpFpm.onUnixSocket(temp);
                ContentDoor door = door(fpm.handler())) {
            Socket client = asking(door, "/sleep.php");
            long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
            while (!Files.exists(temp.resolve("begun")) && System.nanoTime() < deadline) {
                Thread.onSpinWait();
            }
            client.close();
            long begin = System.nanoTime();
            assertThat(door.ended()).isEqualTo(Exchange.End.DEPARTED);
            assertThat(System.nanoTime() - begin).isLessThan(TimeUnit.SECONDS.toNanos(6));
        }
    }

    @Test
    void clientsThatCloseWhileTheyAreQueuedLeaveTheQueue() throws Exception {
        Path path = temp.resolve("full.sock");
        try (ServerSocketChannel listener = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            listener.bind(UnixDomainSocketAddress.of(path), 1);
            List<SocketChannel> fillers = fill(path);
            try (ContentDoor door = door("proxy:unix:" + path + "|fcgi://localhost")) {
                List<Socket> clients = new ArrayList<>();
                for (int i = 0; i < QUEUED; i++) {
                    clients.add(asking(door, "/a.php?queued"));
                }
                for (Socket client : clients) {
                    client.close();
                }
                for (int i = 0; i < QUEUED; i++) {
                    assertThat(door.ended()).isEqualTo(Exchange.End.DEPARTED);
                }
                try (Socket stays = asking(door, "/a.php?stays")) {
                    for (SocketChannel filler : fillers) {
                        listener.accept().close();
                        filler.close();
                    }
                    answerOne(listener);
                    // Chunked where the application's end comes in a later read than its head.
                    assertThat(new String(stays.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1))
                            .startsWith("HTTP/1.1 200 ")
                            .contains("stays");
                }
            }
        }
    }

    /** The first that comes is the one that has stayed. */
    private static void answerOne(ServerSocketChannel listener) throws Exception {
        try (SocketChannel application = listener.accept()) {
            ByteBuffer request = ByteBuffer.allocate(65_536);
            application.read(request);
            String text = StandardCharsets.ISO_8859_1.decode(request.flip()).toString();
            assertThat(text).contains("?stays").doesNotContain("?queued");
            application.write(ByteBuffer.wrap(stdout("Content-Type: text/plain\r\n\r\nstays")));
            application.write(ByteBuffer.wrap(end(0)));
        }
    }

    private static List<SocketChannel> fill(Path path) throws Exception {
        List<SocketChannel> fillers = new ArrayList<>();
        while (true) {
            SocketChannel filler = SocketChannel.open(StandardProtocolFamily.UNIX);
            try {
                filler.configureBlocking(false);
                filler.connect(UnixDomainSocketAddress.of(path));
            } catch (java.io.IOException full) {
                filler.close();
                return fillers;
            }
            if (!filler.isConnected()) {
                filler.close();
                return fillers;
            }
            fillers.add(filler);
        }
    }

    @Test
    void aFileIsSentToAClientThatHasShutDownItsSideRightBehindTheRequest() throws Exception {
        try (ContentDoor door = door("proxy:unix:" + temp + "/none.sock|fcgi://localhost")) {
            for (int i = 0; i < 50; i++) { // FIN comes with the request, or behind it
                try (Socket client = asking(door, "/a.txt")) {
                    client.shutdownOutput();
                    assertThat(new String(client.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1))
                            .endsWith("\r\n\r\nstatic");
                }
            }
        }
    }

    @Test
    void aHeadThatIsFlushedGoesOutBeforeTheFirstByteOfItsBody() throws Exception {
        CountDownLatch arrived = new CountDownLatch(1);
        try (FakeApplication application = new FakeApplication(temp, talk -> {
                    talk.request();
                    talk.send(stdout("Content-Type: text/event-stream\r\n\r\n"));
                    talk.event(arrived.await(5, TimeUnit.SECONDS) ? "the head had arrived" : "no head came");
                    talk.send(stdout("data: 1\n\n"), end(0));
                });
                ContentDoor door = door(application.handler());
                Socket client = asking(door, "/a.php")) {
            StringBuilder head = new StringBuilder();
            while (head.indexOf("\r\n\r\n") < 0) {
                head.append((char) client.getInputStream().read());
            }
            arrived.countDown();
            assertThat(application.event()).isEqualTo("the head had arrived");
            assertThat(head).contains("HTTP/1.1 200 ", "Content-Type: text/event-stream");
            assertThat(new String(client.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1))
                    .isEqualTo("9\r\ndata: 1\n\n\r\n0\r\n\r\n");
        }
    }

    @Test
    void aHandoffThatIsFlushedIsNotWaitedForToTheEndOfTheAnswer() throws Exception {
        CountDownLatch handedOff = new CountDownLatch(1);
        try (FakeApplication application = new FakeApplication(temp, talk -> {
                    talk.request();
                    talk.send(stdout("X-Socket-Handoff: /run/seat\r\n\r\n"));
                    talk.event(handedOff.await(5, TimeUnit.SECONDS) ? "still at work" : "not handed off");
                    talk.send(end(0));
                });
                ContentDoor door = new ContentDoor(
                        temp,
                        "DocumentRoot site\n<Files a.php>\nSetHandler \"" + application.handler() + "\"\n</Files>\n",
                        exchange -> exchange.out().add(FilterType.CONTENT_SET, OutputFilter.nonBlocking((_, _) -> {
                            exchange.surrender();
                            handedOff.countDown();
                        })));
                Socket _ = asking(door, "/a.php")) {
            assertThat(application.event()).isEqualTo("still at work");
            assertThat(door.ended()).isEqualTo(Exchange.End.HANDED_OFF);
        }
    }
}
