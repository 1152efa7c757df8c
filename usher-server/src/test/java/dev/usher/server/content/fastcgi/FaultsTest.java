package dev.usher.server.content.fastcgi;

import static dev.usher.server.content.fastcgi.FcgiBytes.end;
import static dev.usher.server.content.fastcgi.FcgiBytes.record;
import static dev.usher.server.content.fastcgi.FcgiBytes.stderr;
import static dev.usher.server.content.fastcgi.FcgiBytes.stdout;
import static org.assertj.core.api.Assertions.assertThat;

import dev.usher.server.connection.FilterType;
import dev.usher.server.connection.OutputFilter;
import dev.usher.server.content.ContentDoor;
import dev.usher.server.content.Fetched;
import dev.usher.server.content.Recorded;
import dev.usher.server.http.Exchange;
import java.io.ByteArrayOutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** ATTACKS B1 to B5, D8 to D10: what an application may do wrong. */
class FaultsTest extends FaultsCase {
    /** The answer to one request where the application says these records and closes. */
    private Fetched after(String method, byte[]... records) throws Exception {
        try (FakeApplication application = new FakeApplication(temp, talk -> {
                    talk.request();
                    talk.send(records);
                });
                ContentDoor door = door(application.handler())) {
            return door.send(method, "/a.php", new byte[0]);
        }
    }

    private Fetched after(byte[]... records) throws Exception {
        return after("GET", records);
    }

    /** Written in one go: the length of the answer is known when it is passed. */
    private static byte[] atOnce(byte[]... records) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (byte[] record : records) {
            all.writeBytes(record);
        }
        return all.toByteArray();
    }

    @Test
    void aWholeAnswer() throws Exception {
        Fetched answer = after(atOnce(stdout("Status: 201 Made\r\n" + HEAD + "\r\nhello"), stdout(""), end(0)));
        assertThat(answer.status()).isEqualTo(201);
        assertThat(answer.text()).isEqualTo("hello");
        assertThat(answer.header("Content-Length")).isEqualTo("5");
    }

    @Test
    void anAnswerOfSingleBytes() throws Exception {
        byte[] whole = stdout(HEAD + "\nhello");
        byte[][] bytes = new byte[whole.length + 1][];
        for (int i = 0; i < whole.length; i++) {
            bytes[i] = new byte[] {whole[i]};
        }
        bytes[whole.length] = end(0);
        assertThat(after(bytes).text()).isEqualTo("hello");
    }

    // ---- B1, B2, B4

    @ParameterizedTest
    @ValueSource(
            strings = {
                "X-A: a\rb\r\n\r\n",
                "X-A: a\u0000b\r\n\r\n",
                "X A: b\r\n\r\n",
                ": b\r\n\r\n",
                "no colon\r\n\r\n",
                "X-A: a\r\n folded\r\n\r\n",
                "Status: 200 OK\r\rX: y\r\n\r\n",
                "Status: 99\r\n\r\n",
                "Status: 100 Continue\r\n\r\n",
                "Status: abc\r\n\r\n",
                "Status: 200\r\nStatus: 200\r\n\r\n",
                "Content-Length: 5\r\nContent-Length: 6\r\n\r\nhello",
                "Content-Length: +5\r\n\r\nhello",
                "Content-Length: \r\n\r\n",
                "X: y\r\n"
            })
    void aMalformedHeadIs502AndNoneOfItIsSent(String head) throws Exception {
        Fetched answer = after(stdout("X-Early: 1\r\n" + head), end(0));
        assertThat(answer.status()).isEqualTo(502);
        assertThat(answer.header("X-Early")).isNull();
    }

    @Test
    void aHeadOver64KilobytesIs502() throws Exception {
        assertThat(after(
                                stdout("X-A: " + "x".repeat(40_000) + "\r\n"),
                                stdout("X-B: " + "x".repeat(40_000) + "\r\n\r\n"),
                                end(0))
                        .status())
                .isEqualTo(502);
    }

    // ---- B3

    @Test
    void bytesBeyondContentLengthAreDropped() throws Exception {
        Fetched answer = after(stdout("Content-Length: 5\r\n\r\nhello and more"), end(0));
        assertThat(answer.text()).isEqualTo("hello");
        assertThat(answer.whole()).isTrue();
    }

    @Test
    void lessThanContentLengthIs502WhereNothingWasSent() throws Exception {
        assertThat(after(stdout("Content-Length: 50\r\n\r\nhello"), end(0)).status())
                .isEqualTo(502);
    }

    @ParameterizedTest
    @CsvSource({"204, GET", "205, GET", "304, GET", "200, HEAD"})
    void aBodyWhereThereIsNoneIsDropped(int status, String method) throws Exception {
        Fetched answer = after(method, stdout("Status: " + status + "\r\n" + HEAD + "\r\nhello"), end(0));
        assertThat(answer.status()).isEqualTo(status);
        assertThat(answer.body()).isEmpty();
    }

    @Test
    void hopByHopHeadersOfTheApplicationAreItsOwn() throws Exception {
        Fetched answer = after(
                atOnce(stdout("Transfer-Encoding: chunked\r\nConnection: X-Gone\r\nX-Gone: 1\r\n\r\nhello"), end(0)));
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.header("X-Gone")).isNull();
        assertThat(answer.header("Transfer-Encoding")).isNull();
        assertThat(answer.text()).isEqualTo("hello");
    }

    // ---- D8

    @Test
    void brokenRecordsAre502() throws Exception {
        byte[] version = stdout("x");
        version[0] = 9;
        byte[] id = stdout("x");
        id[3] = 7;
        assertThat(after(version).status()).isEqualTo(502);
        assertThat(after(id).status()).isEqualTo(502);
        assertThat(after(record(11, "unknown!", 0)).status()).isEqualTo(502);
        assertThat(after(record(6, HEAD, 255), end(0)).status()).isEqualTo(502);
    }

    @Test
    void anEndWithoutOutputIs502() throws Exception {
        assertThat(after(end(0)).status()).isEqualTo(502);
        assertThat(after(stderr("oh"), end(0)).status()).isEqualTo(502);
    }

    @Test
    void aRefusalIs502AndAnOverload503() throws Exception {
        assertThat(after(end(1)).status()).isEqualTo(502);
        Fetched overloaded = after(end(2));
        assertThat(overloaded.status()).isEqualTo(503);
        assertThat(overloaded.header("Retry-After")).isNotNull();
    }

    @Test
    void aFloodOfErrorOutputIsReadToItsEndAndCapped() throws Exception {
        byte[][] records = new byte[102][];
        for (int i = 0; i < 100; i++) {
            records[i] = stderr("e".repeat(60_000));
        }
        records[100] = stdout(HEAD + "\r\nfine");
        records[101] = end(0);
        try (Recorded log = Recorded.of("fastcgi")) {
            assertThat(after(records).text()).isEqualTo("fine");
            assertThat(log.await("more were dropped")).contains(": " + (6_000_000 - 8192) + " more");
            assertThat(log.characters()).isLessThan(9_000);
        }
    }

    @Test
    void oneThatHangsWithinItsAnswerIsCut() throws Exception {
        try (FakeApplication application = new FakeApplication(temp, talk -> {
                    talk.request();
                    talk.send(stdout(HEAD + "\r\nhalf"));
                    talk.awaitClose();
                });
                ContentDoor door = door(application.handler(), "ProxyTimeout 300ms")) {
            Fetched answer = door.get("/a.php");
            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.text()).isEqualTo("half");
            assertThat(answer.whole()).isFalse();
            assertThat(application.event()).isEqualTo("closed");
        }
    }

    @Test
    void oneThatClosesWithinItsHeadIs502() throws Exception {
        assertThat(after(stdout(HEAD)).status()).isEqualTo(502);
        assertThat(after(new byte[] {1, 6, 0}).status()).isEqualTo(502);
        assertThat(after().status()).isEqualTo(502);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "Content-Length: 500\r\n"})
    void oneThatClosesWithinItsBodyIsCutAndNeverACleanEnd(String length) throws Exception {
        CountDownLatch arrived = new CountDownLatch(1);
        try (FakeApplication application = new FakeApplication(temp, talk -> {
                    talk.request();
                    talk.send(stdout(HEAD + length + "\r\nfirst"));
                    arrived.await();
                });
                ContentDoor door = door(application.handler());
                Socket client = new Socket(java.net.InetAddress.getLoopbackAddress(), door.port())) {
            client.getOutputStream().write(Fetched.request("GET", "/a.php", new byte[0]));
            StringBuilder got = new StringBuilder();
            while (got.indexOf("first") < 0) {
                got.append((char) client.getInputStream().read());
            }
            arrived.countDown();
            String rest = restOf(client);
            assertThat(rest).doesNotContain("0\r\n");
            assertThat(door.ended()).isEqualTo(Exchange.End.FAILED);
        }
    }

    private static String restOf(Socket client) {
        try {
            return new String(client.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
        } catch (java.io.IOException reset) {
            return "";
        }
    }

    // ---- D10

    @Test
    void aClientThatLeavesClosesTheApplicationsConnection() throws Exception {
        try (FakeApplication application = new FakeApplication(temp, talk -> {
                    talk.request();
                    talk.event("asked");
                    talk.awaitClose();
                });
                ContentDoor door = door(application.handler())) {
            try (Socket client = new Socket(java.net.InetAddress.getLoopbackAddress(), door.port())) {
                client.getOutputStream().write(Fetched.request("GET", "/a.php", new byte[0]));
                assertThat(application.event()).isEqualTo("asked");
                client.setSoLinger(true, 0);
            }
            assertThat(application.event()).isEqualTo("closed");
            assertThat(door.ended()).isEqualTo(Exchange.End.DEPARTED);
        }
    }

    @Test
    void anApplicationThatAnswersWithoutReadingTheBodyIsHeard() throws Exception {
        try (FakeApplication application = new FakeApplication(temp, talk -> {
                    talk.send(stdout("Status: 413 Too Large\r\n\r\nno"), end(0));
                    talk.awaitData();
                });
                ContentDoor door = door(application.handler())) {
            Fetched answer = door.send("POST", "/a.php", new byte[3_000_000]);
            assertThat(answer.status()).isEqualTo(413);
            assertThat(answer.text()).isEqualTo("no");
        }
    }

    @Test
    void aLargeBodyReachesASlowApplicationWhole() throws Exception {
        try (FakeApplication application = new FakeApplication(temp, talk -> {
                    byte[] body = talk.request();
                    talk.send(stdout("\r\n" + body.length + " " + body[body.length - 1]), end(0));
                });
                ContentDoor door = door(application.handler())) {
            byte[] body = new byte[7_654_321];
            body[body.length - 1] = 42;
            assertThat(door.send("POST", "/a.php", body).text()).isEqualTo("7654321 42");
        }
    }

    @Test
    void theConnectAddressHasNothingOfTheClients() throws Exception {
        try (FakeApplication application = new FakeApplication(temp, talk -> {
                    talk.request();
                    talk.send(stdout(HEAD + "\r\nmine"), end(0));
                });
                ContentDoor door = door(application.handler())) {
            for (String target : new String[] {
                "/a.php?unix:/etc/passwd|fcgi://x",
                "/a.php?proxy:fcgi://127.0.0.1:1",
                "/a.php/unix:/x.sock%7Cfcgi:",
                "http://localhost/a.php"
            }) {
                assertThat(door.get(target).text()).as(target).isEqualTo("mine");
            }
            assertThat(new String(door.get("/a.php", "X-Original-URL: unix:/x").body(), StandardCharsets.US_ASCII))
                    .isEqualTo("mine");
        }
    }

    // ---- a handoff

    @Test
    void afterAHandoffTheApplicationIsLetFinish() throws Exception {
        byte[] much = stdout("x".repeat(60_000));
        try (FakeApplication application = new FakeApplication(temp, talk -> {
                    talk.request();
                    talk.send(stdout("X-Socket-Handoff: /run/seat\r\n\r\n"));
                    for (int i = 0; i < 50; i++) {
                        talk.send(much);
                    }
                    talk.send(end(0));
                    talk.event("finished");
                    talk.awaitClose();
                });
                ContentDoor door = new ContentDoor(
                        temp,
                        "DocumentRoot site\n<Files a.php>\nSetHandler \"" + application.handler() + "\"\n</Files>",
                        exchange -> exchange.out()
                                .add(
                                        FilterType.CONTENT_SET,
                                        OutputFilter.nonBlocking((_, _) -> exchange.surrender())))) {
            try (Socket client = new Socket(java.net.InetAddress.getLoopbackAddress(), door.port())) {
                client.getOutputStream().write(Fetched.request("GET", "/a.php", new byte[0]));
                assertThat(door.ended()).isEqualTo(Exchange.End.HANDED_OFF);
                assertThat(application.event()).isEqualTo("finished");
                assertThat(application.event()).isEqualTo("closed");
                assertThat(restOf(client)).isEmpty();
            }
        }
    }

    @Test
    void aDoorThatClosesLeavesNoConnectionToAnApplication() throws Exception {
        try (FakeApplication application = new FakeApplication(temp, talk -> {
                    talk.request();
                    talk.event("asked");
                    talk.awaitClose();
                });
                Socket client = new Socket()) {
            try (ContentDoor door = door(application.handler())) {
                client.connect(new java.net.InetSocketAddress(java.net.InetAddress.getLoopbackAddress(), door.port()));
                client.getOutputStream().write(Fetched.request("GET", "/a.php", new byte[0]));
                assertThat(application.event()).isEqualTo("asked");
            }
            assertThat(application.event()).isEqualTo("closed");
        }
    }
}
