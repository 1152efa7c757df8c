package dev.usher.daemon.model;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import dev.usher.daemon.backend.Backend;
import dev.usher.daemon.backend.Failure;
import dev.usher.daemon.backend.Finish;
import dev.usher.daemon.backend.SeatRequest;
import dev.usher.daemon.backend.TokenSink;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.lang.management.ManagementFactory;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a token leaves to the collector, measured: from the bytes of its event to the call of the sink. */
class TokenGarbageTest {
    private static final int TOKENS = 20_000;
    private static final int BYTES_MAX = 200;

    private final ModelTable table = new ModelTable();

    @AfterEach
    void close() {
        table.close();
    }

    /** Counts, and makes no garbage of its own. */
    private static final class Counting implements TokenSink {
        private long bytes;
        private int ends;

        @Override
        public void token(byte[] utf8, int off, int len) {
            bytes += len;
        }

        @Override
        public void done(Finish finish) {
            ends++;
        }

        @Override
        public void failed(Failure failure) {
            ends++;
        }
    }

    private long perToken(Backend backend, String event, int cutAt) throws Exception {
        long[] allocated = new long[1];
        table.on(() -> {
            Counting sink = new Counting();
            backend.open(new SeatRequest("r1", ModelTable.data("{\"prompt\":\"Hi\"}", null), table.loop), sink);
            table.upstream.ok();
            // Wrapped: of other buffers the tests' leak detector writes down each access, which would be measured too.
            ByteBuf bytes = Unpooled.wrappedBuffer(event.getBytes(UTF_8));
            feed(bytes, cutAt, TOKENS);
            ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
            long before = threads.getCurrentThreadAllocatedBytes();
            feed(bytes, cutAt, TOKENS);
            allocated[0] = (threads.getCurrentThreadAllocatedBytes() - before) / TOKENS;
            assertThat(sink.bytes).isEqualTo(2L * TOKENS * "東京 \n🎭".getBytes(UTF_8).length);
            assertThat(sink.ends).isZero();
        });
        System.out.println(backend.getClass().getSimpleName() + (cutAt == 0 ? "" : ", in two reads") + ": "
                + allocated[0] + " bytes of garbage a token");
        return allocated[0];
    }

    private void feed(ByteBuf bytes, int cutAt, int times) {
        int end = bytes.writerIndex();
        for (int i = 0; i < times; i++) {
            bytes.setIndex(0, cutAt == 0 ? end : cutAt);
            table.upstream.lend(bytes);
            if (cutAt != 0) {
                bytes.setIndex(cutAt, end);
                table.upstream.lend(bytes);
            }
            bytes.setIndex(0, end);
        }
    }

    private static final String OPEN_AI = "data: {\"id\":\"chatcmpl-9xYzAbCdEf\",\"object\":\"chat.completion.chunk\","
            + "\"created\":1732400000,\"model\":\"gpt-4o-mini-2024-07-18\",\"service_tier\":\"default\","
            + "\"system_fingerprint\":\"fp_0705bf87c0\",\"choices\":[{\"index\":0,\"delta\":{\"content\":"
            + "\"東京 \\n\\ud83c\\udfad\"},\"logprobs\":null,\"finish_reason\":null}],\"usage\":null}\n\n";

    @Test
    void ofChatCompletions() throws Exception {
        assertThat(perToken(table.openAi(), OPEN_AI, 0)).isLessThan(BYTES_MAX);
    }

    @Test
    void ofChatCompletionsThatComeInTwoReads() throws Exception {
        assertThat(perToken(table.openAi(), OPEN_AI, 120)).isLessThan(BYTES_MAX + OPEN_AI.length());
    }

    @Test
    void ofTheMessagesApi() throws Exception {
        String event = "event: content_block_delta\ndata: {\"type\":\"content_block_delta\",\"index\":0,"
                + "\"delta\":{\"type\":\"text_delta\",\"text\":\"東京 \\n\\ud83c\\udfad\"}}\n\n";
        assertThat(perToken(table.anthropic(), event, 0)).isLessThan(BYTES_MAX);
    }

    @Test
    void ofARun() throws Exception {
        String event = "event: messages\ndata: [{\"content\":\"東京 \\n\\ud83c\\udfad\",\"additional_kwargs\":{},"
                + "\"response_metadata\":{},\"type\":\"AIMessageChunk\",\"name\":null,"
                + "\"id\":\"run--5f9c6d0e-8d4b-4d0c-8f3e-1a2b3c4d5e6f\",\"tool_calls\":[]},"
                + "{\"run_id\":\"x\",\"langgraph_step\":1}]\n\n";
        assertThat(perToken(new LangGraphBackend(table.langGraph(), Map.of(), null, null), event, 0))
                .isLessThan(BYTES_MAX);
    }
}
