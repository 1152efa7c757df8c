package dev.usher.server.http;

import static dev.usher.server.http.Deliveries.SECOND;
import static dev.usher.server.http.Deliveries.accepted;
import static dev.usher.server.http.Deliveries.bytes;
import static dev.usher.server.http.Deliveries.get;
import static dev.usher.server.http.Deliveries.post;
import static dev.usher.server.http.Deliveries.refused;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.netty.buffer.ByteBuf;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** ATTACKS A14 and A15, persistence, and the limits of a head. */
class RequestHeadTest {
    @ParameterizedTest
    @DisplayName("A14: an expectation that is not known")
    @ValueSource(strings = {"x", "", "100-continue, x", "100-continue;q", "200-ok", "100"})
    void unknownExpectationFails(String value) {
        refused(417, post("Expect: " + value + "\r\nContent-Length: 5\r\n"));
        refused(417, get("Expect: " + value + "\r\n"));
    }

    @Test
    @DisplayName("A14: 100-continue is wanted only where a body follows and the client is HTTP/1.1")
    void continueIsExpectedOnlyForABody() throws HttpError {
        assertThat(accepted(post("Expect: 100-continue\r\nContent-Length: 5\r\n"))
                        .expectContinue())
                .isTrue();
        assertThat(accepted(post("Expect: 100-Continue\r\nTransfer-Encoding: chunked\r\n"))
                        .expectContinue())
                .isTrue();
        assertThat(accepted(post("Content-Length: 5\r\n")).expectContinue()).isFalse();
        assertThat(accepted(get("Expect: 100-continue\r\n")).expectContinue()).isFalse();
        assertThat(accepted(post("Expect: 100-continue\r\nContent-Length: 0\r\n"))
                        .expectContinue())
                .isFalse();
        assertThat(accepted("POST / HTTP/1.0\r\nExpect: 100-continue\r\nContent-Length: 5\r\n\r\n")
                        .expectContinue())
                .isFalse();
    }

    @Test
    @DisplayName("A15: three requests in one segment come one after the other")
    void pipelinedRequestsAreReadOneByOne() throws HttpError {
        HeadParser parser = new HeadParser(HeadLimits.DEFAULT);
        ByteBuf in = bytes(get("") + "\r\n" + SECOND + "GET /third HTTP/1.1\r\nHost: h\r\n\r\nrest");
        assertThat(parser.feed(in)).isTrue();
        assertThat(parser.result().target().path()).isEqualTo("/");
        assertThat(parser.feed(in)).isTrue();
        assertThat(parser.result().target().path()).isEqualTo("/second");
        assertThat(parser.feed(in)).isTrue();
        assertThat(parser.result().target().path()).isEqualTo("/third");
        assertThat(in.readableBytes()).isEqualTo(4);
    }

    @Test
    @DisplayName("A15: the body's bytes are not the parser's")
    void bodyIsLeftInTheBuffer() throws HttpError {
        ByteBuf in = bytes(post("Content-Length: 5\r\n") + "hello" + SECOND);
        HeadParser parser = new HeadParser(HeadLimits.DEFAULT);
        assertThat(parser.feed(in)).isTrue();
        assertThat(parser.feed(in)).as("a complete head takes no more").isTrue();
        assertThat(in.readableBytes()).isEqualTo(5 + SECOND.length());
    }

    @Test
    void connectionLivesOnAsTheVersionAndTheClientSay() throws HttpError {
        assertThat(accepted(get("")).keepAlive()).isTrue();
        assertThat(accepted(get("Connection: close\r\n")).keepAlive()).isFalse();
        assertThat(accepted(get("Connection: keep-alive, x , CLOSE\r\n")).keepAlive())
                .isFalse();
        assertThat(accepted(get("Connection: upgrade\r\nConnection: close\r\n")).keepAlive())
                .isFalse();
        assertThat(accepted(get("Connection: closed, not-close\r\n")).keepAlive())
                .isTrue();
        assertThat(accepted("GET / HTTP/1.0\r\n\r\n").keepAlive()).isFalse();
        assertThat(accepted("GET / HTTP/1.0\r\nConnection: Keep-Alive\r\n\r\n").keepAlive())
                .isTrue();
        assertThat(accepted("GET / HTTP/1.0\r\nConnection: keep-alive, close\r\n\r\n")
                        .keepAlive())
                .isFalse();
    }

    @Test
    void connectionOptionThatIsNoTokenIsRefused() {
        refused(400, get("Connection: a b\r\n"));
        refused(400, get("Connection: close;x\r\n"));
    }

    @Test
    void requestLineBeyondItsLimitIs414BeforeItIsComplete() throws HttpError {
        String longest = "GET /" + "a".repeat(8190 - 14) + " HTTP/1.1";
        assertThat(accepted(longest + "\r\nHost: h\r\n\r\n").target().path()).hasSize(8190 - 13);
        HttpError error = refused(414, "GET /" + "a".repeat(8190 - 13) + " HTTP/1.1\r\nHost: h\r\n\r\n");
        assertThat(error.detail()).contains("LimitRequestLine 8190");
        refused(414, "G".repeat(8191));
        HeadParser parser = new HeadParser(HeadLimits.DEFAULT);
        assertThat(catchThrowableOfType(HttpError.class, () -> parser.feed(bytes("a".repeat(8190)))))
                .isNull();
        assertThat(catchThrowableOfType(HttpError.class, () -> parser.feed(bytes("a")))
                        .status())
                .isEqualTo(414);
    }

    @Test
    void fieldBeyondItsLimitIs431BeforeItIsComplete() throws HttpError {
        assertThat(accepted(get("X: " + "v".repeat(8187) + "\r\n")).headers().first("X"))
                .hasSize(8187);
        assertThat(refused(431, get("X: " + "v".repeat(8188) + "\r\n")).detail())
                .contains("LimitRequestFieldSize 8190");
        refused(431, "GET / HTTP/1.1\r\n" + "X".repeat(8191));
    }

    @Test
    void moreFieldsThanTheLimitAre431() throws HttpError {
        assertThat(accepted(get("X: y\r\n".repeat(99))).headers().size()).isEqualTo(100);
        assertThat(refused(431, get("X: y\r\n".repeat(100))).detail()).contains("LimitRequestFields 100");
    }

    @Test
    void headBeyondItsLimitInAllIs431() {
        HeadLimits limits = new HeadLimits(8190, 8190, 1000, 100, 10);
        assertThat(refused(431, get("X: y\r\n".repeat(50)), limits).detail()).contains("100 bytes");
    }

    @Test
    void emptyLinesDoNotStartARequest() throws HttpError {
        HeadParser parser = new HeadParser(HeadLimits.DEFAULT);
        parser.feed(bytes("\r\n\r\n"));
        assertThat(parser.started()).isFalse();
        parser.feed(bytes("G"));
        assertThat(parser.started()).isTrue();
        parser.feed(bytes(get("").substring(1)));
        parser.result();
        assertThat(parser.started()).isFalse();
    }

    @Test
    void requestLineIsKeptForTheLogOfARefusedRequest() {
        HeadParser parser = new HeadParser(HeadLimits.DEFAULT);
        assertThat(catchThrowableOfType(HttpError.class, () -> parser.feed(bytes("GET /a HTTP/9.9\r\n")))
                        .status())
                .isEqualTo(505);
        assertThat(parser.requestLine()).isEqualTo("GET /a HTTP/9.9");
    }

    @Test
    void resultBeforeTheEndIsTheCallersMistake() {
        assertThatIllegalStateException().isThrownBy(() -> new HeadParser(HeadLimits.DEFAULT).result());
    }

    @Test
    void detailIsOnePrintableLineAndReasonHoldsNothingOfTheRequest() {
        HttpError error = refused(
                400, get("evil\u001b[31m\u00e9 " + "x".repeat(500) + "\r\n").replace("\u001b", "\u0080"));
        assertThat(error.detail()).matches("[\\x20-\\x7e…]{1,250}");
        assertThat(error.reason()).doesNotContain("evil");
    }
}
