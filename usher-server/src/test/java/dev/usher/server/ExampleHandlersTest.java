package dev.usher.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.usher.config.ConfigLoader;
import dev.usher.server.content.Recorded;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The sources below examples/handlers, each compiled at its first use and talked to over TCP. */
class ExampleHandlersTest {
    private static final Path EXAMPLES =
            Path.of("../examples/handlers").toAbsolutePath().normalize();
    private static final String HOST = "HandlerPath " + EXAMPLES + "\nListen 127.0.0.1:0\n<VirtualHost _default_:*>\n";
    private static final String END = "\n</VirtualHost>\n";
    private static final String SPY = Spy.class.getName().replace(".", "::");
    private static final int LINES_MAX = 59;

    @TempDir
    Path temp;

    private Door door(String directives) throws Exception {
        return Door.open(
                ConfigLoader.of(ServerSettings.catalog()).loadText(temp.resolve("usher.conf"), HOST + directives + END),
                1);
    }

    static Stream<Path> sources() throws IOException {
        try (Stream<Path> files = Files.walk(EXAMPLES)) {
            return files.filter(file -> file.toString().endsWith(".java")).sorted().toList().stream();
        }
    }

    @ParameterizedTest
    @MethodSource("sources")
    void eachIsUnderSixtyLines(Path source) throws IOException {
        assertThat(Files.readAllLines(source)).hasSizeLessThanOrEqualTo(LINES_MAX);
    }

    // ---- the seed's

    @Test
    void echoSocketSaysWhatItHears() throws Exception {
        try (Door door = door("PerlProcessConnectionHandler MyApache::EchoSocket");
                Talk talk = Talk.with(door)) {
            assertThat(talk.say("fOo \0 BaR\r\n").line()).isEqualTo("fOo \0 BaR\r\n");
            assertThat(talk.say("no line").hear(7)).isEqualTo("no line");
            assertThat(talk.say("\r\n").rest()).isEmpty();
        }
    }

    @Test
    void echoSocketEndsWithTheClient() throws Exception {
        try (Door door = door("ProcessConnectionHandler MyApache::EchoSocket");
                Talk talk = Talk.with(door)) {
            assertThat(talk.say("one").hangUp().rest()).isEqualTo("one");
        }
    }

    /** As mod_echo's: a client that is silent for too long is closed, and that is no error. */
    @Test
    void echoSocketHangsUpOnASilentClient() throws Exception {
        try (Recorded log = Recorded.of("connection");
                Door door = door("Timeout 1\nProcessConnectionHandler MyApache::EchoSocket");
                Talk talk = Talk.with(door)) {
            assertThat(talk.say("one").rest()).isEqualTo("one");
            assertThat(log.await("has waited in vain")).contains("MyApache::EchoSocket");
        }
    }

    private static final String ECHO_BB = """
            PerlModule                   MyApache::EchoBB
            PerlProcessConnectionHandler MyApache::EchoBB
            PerlOutputFilterHandler      MyApache::EchoBB::lowercase_filter
            """;

    @Test
    void echoBBSaysItInSmallLettersAndTheBlankLineToo() throws Exception {
        try (Door door = door(ECHO_BB);
                Talk talk = Talk.with(door)) {
            assertThat(talk.say("fOo BaR \u00c4\u00c3\r\n").line()).isEqualTo("foo bar \u00c4\u00c3\r\n");
            assertThat(talk.say("\r\nmore\r\n").rest()).isEqualTo("\r\n");
        }
    }

    @Test
    void echoBBSaysALineThatNeverEnds() throws Exception {
        try (Door door = door(ECHO_BB);
                Talk talk = Talk.with(door)) {
            String sent = "No END".repeat(20_000);
            assertThat(talk.say(sent).hangUp().rest()).isEqualTo(sent.toLowerCase(java.util.Locale.ROOT));
        }
    }

    @Test
    void echoBBKeepsSilentAboutACleanHangUp() throws Exception {
        try (Recorded log = Recorded.of("MyApache::EchoBB");
                Door door = door(ECHO_BB)) {
            try (Talk talk = Talk.with(door)) {
                assertThat(talk.say("One\r\nTwo").hangUp().rest()).isEqualTo("one\r\ntwo");
            }
            assertThat(log.characters()).isZero();
        }
    }

    @Test
    void echoBBTellsTheLogOfAnError() throws Exception {
        try (Recorded log = Recorded.of("MyApache::EchoBB");
                Door door = door(ECHO_BB);
                Talk talk = Talk.with(door)) {
            assertThat(talk.say("One\r\n").line()).isEqualTo("one\r\n");
            talk.reset();
            assertThat(log.await("get_brigade: ")).contains("Exception");
        }
    }

    @Test
    void echoBBPassesTheEndOfTheStreamOn() throws Exception {
        String filters = "InputFilterHandler " + SPY + "::endsIt\nOutputFilterHandler " + SPY + "::showsEnd\n";
        try (Door door = door("ProcessConnectionHandler MyApache::EchoBB\n" + filters);
                Talk talk = Talk.with(door)) {
            assertThat(talk.say("line\r\n").rest()).isEqualTo("end after line\r\n");
        }
    }

    // ---- more

    @Test
    void echoBrigadePassesTheVeryBuffersOn() throws Exception {
        Spy.READ.clear();
        Spy.WRITTEN.clear();
        String filters = "InputFilterHandler " + SPY + "::in\nOutputFilterHandler " + SPY + "::out\n";
        try (Door door = door("ProcessConnectionHandler EchoBrigade\n" + filters);
                Talk talk = Talk.with(door)) {
            assertThat(talk.say("Hello\r\n").line()).isEqualTo("Hello\r\n");
            assertThat(talk.say("\r\n").line()).isEqualTo("\r\n");
            assertThat(talk.hangUp().rest()).isEmpty();
            assertThat(Spy.READ).hasSize(2);
            assertThat(Spy.WRITTEN).hasSize(2);
            for (int i = 0; i < 2; i++) {
                assertThat(Spy.WRITTEN.get(i)).isSameAs(Spy.READ.get(i));
            }
        }
        Spy.READ.clear();
        Spy.WRITTEN.clear();
    }

    @Test
    void snoopTellsTheLogWhatPassesOnAConnection() throws Exception {
        try (Recorded log = Recorded.of("snoop");
                Door door = door("InputFilterHandler Snoop::connection_in\nOutputFilterHandler Snoop::connection_out");
                Talk talk = Talk.with(door)) {
            talk.say("GET /no HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n");
            assertThat(talk.rest()).startsWith("HTTP/1.1 404 Not Found\r\n");
            log.await("connection in: \"GET /no HTTP/1.1\\r\\n\"");
            log.await("connection in: \"\\r\\n\"");
            log.await("connection out: \"HTTP/1.1 404 Not Found\\r\\n");
        }
    }

    @Test
    void snoopTellsTheLogOfARequestsBodies() throws Exception {
        String place = "InputFilterHandler Snoop::request_in\nOutputFilterHandler Snoop::request_out\n";
        try (Recorded log = Recorded.of("snoop");
                Door door = door("<Location />\nSetHandler java:" + teller() + "\n</Location>\n<Location /told>\n"
                        + place + "</Location>");
                Talk talk = Talk.with(door)) {
            String head = " HTTP/1.1\r\nHost: h\r\nContent-Length: 5\r\n";
            talk.say("POST /no" + head + "\r\n12345POST /told" + head + "Connection: close\r\n\r\nabcde");
            assertThat(talk.rest()).endsWith("\r\n\r\nnull|abcde|");
            log.await("request in: \"abcde\"");
            log.await("request out: \"null|abcde|\"");
            assertThat(log.lines()).noneMatch(line -> line.contains("12345") || line.contains("HTTP"));
        }
    }

    @Test
    void passwordLineSpeaksFirstAndLetsInWhoKnowsIt() throws Exception {
        try (Door door = door("ProcessConnectionHandler PasswordLine");
                Talk talk = Talk.with(door)) {
            assertThat(talk.hear(10)).isEqualTo("Password: ");
            assertThat(talk.say("sesame\r\n").hear(10)).isEqualTo("Password: ");
            assertThat(talk.say("open sesame\r\n").line()).isEqualTo("Welcome. What now? (time, quit)\r\n");
            assertThat(Instant.parse(talk.say("time\r\n").line().strip())).isBefore(Instant.now());
            assertThat(talk.say("quit\r\n").rest()).isEqualTo("Good bye.\r\n");
        }
    }

    @Test
    void passwordLineLetsNobodyGuessForLong() throws Exception {
        try (Door door = door("ProcessConnectionHandler PasswordLine");
                Talk talk = Talk.with(door)) {
            assertThat(talk.say("a\r\nb\r\nc\r\nopen sesame\r\n").rest())
                    .isEqualTo("Password: Password: Password: Good bye.\r\n");
        }
    }

    private static final String ASK = "GET /no HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n";

    @Test
    void ipGateLetsInAndHangsUp() throws Exception {
        try (Recorded log = Recorded.of("gate");
                Door door = door("PreConnectionHandler IpGate")) {
            try (Talk friend = Talk.from("127.0.0.1", door)) {
                assertThat(friend.say(ASK).rest()).startsWith("HTTP/1.1 404 ");
            }
            try (Talk stranger = Talk.from("127.0.0.2", door)) {
                assertThat(stranger.rest()).isEmpty();
            }
            log.await("127.0.0.2 is not let in");
        }
    }

    @Test
    void ipGateStandsBeforeOtherProtocolsToo() throws Exception {
        try (Door door = door("PreConnectionHandler IpGate\nProcessConnectionHandler PasswordLine");
                Talk stranger = Talk.from("127.0.0.2", door)) {
            assertThat(stranger.rest()).isEmpty();
        }
    }

    /** A source that answers with the client's address. */
    private Path whoAsks() throws IOException {
        return Files.writeString(temp.resolve("Who.java"), """
                public class Who implements dev.usher.server.content.java.JavaHandler {
                    public void handle(dev.usher.server.content.java.JavaRequest request,
                            dev.usher.server.content.java.JavaResponse response) throws Exception {
                        response.write(request.remoteAddress());
                    }
                }
                """);
    }

    private Door proxied() throws Exception {
        return door(
                "PreConnectionHandler ProxyProtocol\n<Location />\nRequire ip 192.0.2.0/24 2001:db8::/32 127.0.0.1\n"
                        + "SetHandler java:" + whoAsks() + "\n</Location>");
    }

    @ParameterizedTest
    @CsvSource({
        "PROXY TCP4 192.0.2.7 198.51.100.1 56324 443, 192.0.2.7",
        "PROXY TCP6 2001:db8::7 2001:db8::1 65535 80, 2001:db8::7",
        "PROXY UNKNOWN, 127.0.0.1",
        "PROXY UNKNOWN ffff:f...f:ffff 65535 65535, 127.0.0.1",
    })
    void proxyProtocolTellsEachRequestWhoTheClientIs(String line, String client) throws Exception {
        try (Door door = proxied();
                Talk talk = Talk.with(door)) {
            String get = "GET / HTTP/1.1\r\nHost: h\r\n";
            talk.say(line + "\r\n" + get + "\r\n" + get + "Connection: close\r\n\r\n");
            List<String> answers =
                    Stream.of(talk.rest().split("HTTP/1.1 ", -1)).skip(1).toList();
            assertThat(answers)
                    .hasSize(2)
                    .allSatisfy(answer -> assertThat(answer).startsWith("200 ").endsWith("\r\n\r\n" + client));
        }
    }

    /** What is allowed is asked of the client, not of the proxy. */
    @Test
    void proxyProtocolsClientIsWhomRequireIpMeans() throws Exception {
        try (Door door = proxied();
                Talk talk = Talk.with(door)) {
            talk.say("PROXY TCP4 203.0.113.9 198.51.100.1 5 443\r\n" + ASK);
            assertThat(talk.rest()).startsWith("HTTP/1.1 403 ");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET / HTTP/1.1\r\n",
                "PROXY TCP4 192.0.2.7 198.51.100.1 56324 443\n",
                "PROXY TCP4 300.0.2.7 198.51.100.1 56324 443\r\n",
                "PROXY TCP4 192.0.2.7 198.51.100.1 70000 443\r\n",
                "PROXY TCP4 localhost 198.51.100.1 56324 443\r\n",
                "PROXY TCP5 192.0.2.7 198.51.100.1 56324 443\r\n",
                "PROXY TCP4 192.0.2.7\r\n",
                "\r\n"
            })
    void proxyProtocolHangsUpWithoutAProxyLine(String line) throws Exception {
        try (Recorded log = Recorded.of("proxy");
                Door door = proxied();
                Talk talk = Talk.with(door)) {
            assertThat(talk.say(line + ASK).rest()).isEmpty();
            log.await("127.0.0.1 sends no ");
        }
    }

    @Test
    void proxyProtocolBelievesItsOwnProxiesOnly() throws Exception {
        try (Recorded log = Recorded.of("proxy");
                Door door = proxied();
                Talk talk = Talk.from("127.0.0.2", door)) {
            assertThat(talk.say("PROXY TCP4 192.0.2.7 198.51.100.1 5 443\r\n" + ASK)
                            .rest())
                    .isEmpty();
            log.await("127.0.0.2 is no proxy of ours");
        }
    }

    @Test
    void proxyProtocolStandsBeforeOtherProtocolsToo() throws Exception {
        try (Door door = door("PreConnectionHandler ProxyProtocol\nProcessConnectionHandler MyApache::EchoSocket");
                Talk talk = Talk.with(door)) {
            assertThat(talk.say("PROXY UNKNOWN\r\nHello\r\n").line()).isEqualTo("Hello\r\n");
        }
    }

    /** A source that answers with what the request said. */
    private Path teller() throws IOException {
        return Files.writeString(temp.resolve("Tell.java"), """
                public class Tell implements dev.usher.server.content.java.JavaHandler {
                    public void handle(dev.usher.server.content.java.JavaRequest request,
                            dev.usher.server.content.java.JavaResponse response) throws Exception {
                        response.write(request.header("User-Agent") + "|" + new String(request.body().readAllBytes()) + "|");
                    }
                }
                """);
    }

    @Test
    void headerRewriteChangesEachRequestOfAConnectionAndNoBody() throws Exception {
        String body = "User-Agent: in a body\r\n";
        String post = "POST / HTTP/1.1\r\nHost: h\r\nuser-AGENT: curl\r\nContent-Length: " + body.length() + "\r\n";
        try (Door door = door("InputFilterHandler HeaderRewrite\n<Location />\nSetHandler java:" + teller()
                        + "\n</Location>");
                Talk talk = Talk.with(door)) {
            talk.say(post + "\r\n" + body + post + "\r\n" + body);
            talk.say(post.replace("curl\r\n", "curl\r\nConnection: close\r\n") + "\r\n" + body);
            List<String> answers =
                    Stream.of(talk.rest().split("HTTP/1.1 ", -1)).skip(1).toList();
            assertThat(answers)
                    .hasSize(3)
                    .allSatisfy(answer -> assertThat(answer).endsWith("\r\n\r\nNobody/1.0|" + body + "|"));
        }
    }

    @Test
    void smtpSinkTakesAMail() throws Exception {
        try (Recorded log = Recorded.of("smtp");
                Door door = door("ProcessConnectionHandler SmtpSink");
                Talk talk = Talk.with(door)) {
            assertThat(talk.line()).isEqualTo("220 sink ESMTP\r\n");
            talk.say("DATA\r\nEHLO me\r\nRCPT TO:<b@c>\r\nMAIL FROM:<>\r\nRCPT TO:<b@c>\r\nWHAT\r\n");
            talk.say("DATA\r\n..\r\n\n.\r\nx\r\n.\r\nDATA\r\nQUIT\r\n");
            assertThat(talk.rest().lines().map(line -> line.substring(0, 3)))
                    .containsExactly("503", "250", "503", "250", "250", "500", "354", "250", "503", "221");
            log.await("a mail of 10 bytes for 1");
        }
    }

    @Test
    void sharedPortAnswersPingAndLeavesTheRestToHttp() throws Exception {
        try (Door door = door("ProcessConnectionHandler SharedPort")) {
            try (Talk talk = Talk.with(door)) {
                assertThat(talk.say("ping\r\n").line()).isEqualTo("pong\r\n");
                assertThat(talk.say("pong\r\n").line()).isEqualTo("what?\r\n");
                assertThat(talk.say("\r\n").rest()).isEmpty();
            }
            for (int first : new int[] {1, 5, ASK.length()}) {
                try (Talk talk = Talk.with(door)) {
                    talk.say(ASK.substring(0, first)).say(ASK.substring(first));
                    assertThat(talk.rest()).startsWith("HTTP/1.1 404 ");
                }
            }
        }
    }
}
