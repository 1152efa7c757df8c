package dev.usher.server.http;

import static dev.usher.server.http.Deliveries.SECOND;
import static dev.usher.server.http.Deliveries.bytes;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * ATTACKS A16 as a property: mutated heads and chunked bodies, cut at random places, come to what they come to in one
 * piece. The seed is the test's name.
 */
class RandomSplitsTest {
    private static final List<String> HEADS = List.of(
            "GET /a/../b?q=1 HTTP/1.1\r\nHost: example.com\r\nConnection: close\r\n\r\n",
            "POST / HTTP/1.1\r\nHost: h:80\r\nTransfer-Encoding: chunked\r\nExpect: 100-continue\r\n\r\n",
            "POST http://h/x HTTP/1.1\r\nHost: h\r\nContent-Length: 12\r\nX-A: \u00e9\t\r\n\r\n",
            "\r\n\r\nOPTIONS * HTTP/1.0\r\n\r\n");
    private static final List<String> BODIES = List.of(
            "5\r\nhello\r\n0\r\n\r\n",
            "5;a=b\r\nhello\r\nA\r\n0123456789\r\n0\r\nX: y\r\nZ: z\r\n\r\n",
            "1\r\n\r\r\n2\r\n\r\n\r\n0\r\n\r\n");
    private static final String SPICES = "\r\n\0\t :;,/%.#\\0123456789aAxX\u00e9\u007f\"";
    private static final int ROUNDS = 400;

    static LongStream seeds() {
        return LongStream.concat(LongStream.of(1, 20261123), LongStream.of(System.nanoTime()));
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void headsDoNotDependOnTheirCuts(long seed) {
        Random random = new Random(seed);
        for (int i = 0; i < ROUNDS; i++) {
            String text = mutate(HEADS.get(random.nextInt(HEADS.size())), random) + SECOND;
            assertThat(heads(text, random)).as(Quoted.text(text)).isEqualTo(heads(text, null));
        }
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void bodiesDoNotDependOnTheirCuts(long seed) {
        Random random = new Random(seed);
        for (int i = 0; i < ROUNDS; i++) {
            String text = mutate(BODIES.get(random.nextInt(BODIES.size())), random) + SECOND;
            assertThat(body(text, random)).as(Quoted.text(text)).isEqualTo(body(text, null));
        }
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void applicationHeadsDoNotDependOnTheirCuts(long seed) {
        Random random = new Random(seed);
        String head = "Status: 404 Not Found\r\nX-Handoff-Data: {\"a\":1}\nSet-Cookie: a=b\r\n\nbody";
        for (int i = 0; i < ROUNDS; i++) {
            String text = mutate(head, random);
            assertThat(application(text, random)).as(Quoted.text(text)).isEqualTo(application(text, null));
        }
    }

    /** Up to three bytes replaced, inserted or removed. */
    private static String mutate(String text, Random random) {
        StringBuilder out = new StringBuilder(text);
        for (int i = random.nextInt(4); i > 0; i--) {
            int at = random.nextInt(out.length());
            String spice = random.nextBoolean() ? String.valueOf(SPICES.charAt(random.nextInt(SPICES.length()))) : "";
            out.replace(at, at + random.nextInt(2), spice);
        }
        return out.toString();
    }

    /** Bytes to the next cut; all of them where there is no random. */
    private static ByteBuf piece(String text, int at, @Nullable Random random) {
        int length = random == null ? text.length() - at : Math.min(text.length() - at, 1 + random.nextInt(12));
        return bytes(text.substring(at, at + length));
    }

    private static String heads(String text, @Nullable Random random) {
        HeadParser parser = new HeadParser(HeadLimits.DEFAULT);
        StringBuilder out = new StringBuilder();
        try {
            int at = 0;
            while (at < text.length()) {
                ByteBuf in = piece(text, at, random);
                at += in.readableBytes();
                while (parser.feed(in)) {
                    out.append(Deliveries.describe(parser.result())).append('\n');
                }
            }
        } catch (HttpError error) {
            out.append(error.status()).append(error.detail());
        }
        return out.toString();
    }

    private static String body(String text, @Nullable Random random) {
        ChunkedDecoder decoder = new ChunkedDecoder(HeadLimits.DEFAULT, 0);
        StringBuilder out = new StringBuilder();
        int at = 0;
        try {
            while (at < text.length() && !decoder.ended()) {
                ByteBuf in = piece(text, at, random);
                for (ByteBuf data = decoder.next(in); data != null; data = decoder.next(in)) {
                    out.append(data.toString(StandardCharsets.ISO_8859_1));
                    data.release();
                }
                at += in.readerIndex();
            }
            out.append(" ended=").append(decoder.ended()).append(" consumed=").append(at);
        } catch (HttpError error) {
            out.append(error.status()).append(error.detail());
        }
        return out.toString();
    }

    private static String application(String text, @Nullable Random random) {
        ResponseHeadParser parser = ResponseHeadParser.cgi();
        int at = 0;
        try {
            while (at < text.length()) {
                ByteBuf in = piece(text, at, random);
                boolean complete = parser.feed(in);
                at += in.readerIndex();
                if (complete) {
                    ResponseHead head = parser.result();
                    StringBuilder out = new StringBuilder(head.status() + head.reason() + at);
                    head.headers().forEach(out::append);
                    return out.toString();
                }
            }
            return "incomplete";
        } catch (HttpError error) {
            return error.status() + error.detail();
        }
    }
}
