package dev.usher.server.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * ATTACKS A16 for every vector: the same bytes given whole, byte by byte, and with a second request in the same
 * segment, must come to the same result; behind an accepted head the second request is untouched, behind a refused one
 * it is never parsed.
 */
final class Deliveries {
    static final String SECOND = "GET /second HTTP/1.1\r\nHost: second\r\n\r\n";

    private Deliveries() {}

    static ByteBuf bytes(String latin1) {
        return Unpooled.copiedBuffer(latin1, StandardCharsets.ISO_8859_1);
    }

    /** The head of a request that must be accepted in all three deliveries. */
    static RequestHead accepted(String request) throws HttpError {
        HeadParser parser = new HeadParser(HeadLimits.DEFAULT);
        ByteBuf together = bytes(request + SECOND);
        assertThat(parser.feed(together)).isTrue();
        RequestHead head = parser.result();
        assertThat(together.toString(StandardCharsets.ISO_8859_1)).isEqualTo(SECOND);
        assertThat(parser.feed(together)).isTrue();
        assertThat(parser.result().target().path()).isEqualTo("/second");
        assertThat(describe(whole(request))).isEqualTo(describe(head));
        assertThat(describe(byteByByte(new HeadParser(HeadLimits.DEFAULT), request)))
                .isEqualTo(describe(head));
        OverTcp.accepted(head, request);
        return head;
    }

    private static RequestHead whole(String request) throws HttpError {
        HeadParser parser = new HeadParser(HeadLimits.DEFAULT);
        assertThat(parser.feed(bytes(request))).isTrue();
        return parser.result();
    }

    static RequestHead byteByByte(HeadParser parser, String request) throws HttpError {
        for (int i = 0; i < request.length(); i++) {
            boolean complete = parser.feed(bytes(request.substring(i, i + 1)));
            assertThat(complete).as("complete after byte %d", i).isEqualTo(i == request.length() - 1);
        }
        return parser.result();
    }

    /** The error of a request that must be refused with that status in all three deliveries. */
    static HttpError refused(int status, String request) {
        return refused(status, request, HeadLimits.DEFAULT);
    }

    static HttpError refused(int status, String request, HeadLimits limits) {
        HttpError whole = failure(new HeadParser(limits), bytes(request));
        HttpError pieces = failureByteByByte(new HeadParser(limits), request);
        HeadParser parser = new HeadParser(limits);
        HttpError together = failure(parser, bytes(request + SECOND));
        assertThat(whole)
                .as("refused when given whole: %s", Quoted.text(request))
                .isNotNull();
        assertThat(pieces).as("refused byte by byte").isNotNull();
        assertThat(together).as("refused with a second request behind it").isNotNull();
        assertThat(whole.status()).as(whole.detail()).isEqualTo(status);
        assertThat(pieces.detail()).isEqualTo(whole.detail());
        assertThat(together.detail()).isEqualTo(whole.detail());
        assertThat(whole.close()).as("every refused head closes").isTrue();
        ByteBuf next = bytes(SECOND);
        assertThat(failure(parser, next)).isSameAs(together);
        assertThat(next.readableBytes())
                .as("nothing behind a refused request is read")
                .isEqualTo(SECOND.length());
        OverTcp.refused(status, request, limits);
        return whole;
    }

    private static @Nullable HttpError failure(HeadParser parser, ByteBuf in) {
        return catchThrowableOfType(HttpError.class, () -> parser.feed(in));
    }

    private static @Nullable HttpError failureByteByByte(HeadParser parser, String request) {
        HttpError failure = null;
        for (int i = 0; failure == null && i < request.length(); i++) {
            failure = failure(parser, bytes(request.substring(i, i + 1)));
        }
        return failure;
    }

    /** Everything a head says, so that two can be compared. */
    static String describe(RequestHead head) {
        StringBuilder out = new StringBuilder(head + " path=" + head.target().path() + " query="
                + head.target().query());
        out.append(" host=").append(head.host()).append(" framing=").append(head.framing());
        out.append(" keepAlive=")
                .append(head.keepAlive())
                .append(" expectContinue=")
                .append(head.expectContinue());
        head.headers().forEach(out::append);
        return out.toString();
    }

    /** A GET of / with Host and these field lines, each with its end. */
    static String get(String fieldLines) {
        return "GET / HTTP/1.1\r\nHost: h\r\n" + fieldLines + "\r\n";
    }

    /** A POST to / with Host and these field lines, each with its end. */
    static String post(String fieldLines) {
        return "POST / HTTP/1.1\r\nHost: h\r\n" + fieldLines + "\r\n";
    }
}
