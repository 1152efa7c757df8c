package dev.usher.server.content.fastcgi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RecordEncoderTest {
    @Test
    void beginRequestIsAResponderWithoutKeepConnAndZeroedReserve() {
        ByteBuf out = Unpooled.buffer();
        RecordEncoder.begin(out);
        assertThat(ByteBufUtil.hexDump(out)).isEqualTo("01010001000800000001000000000000");
    }

    @Test
    void aRecordOf65535BytesIsWrittenAndOneMoreIsRefused() {
        ByteBuf out = Unpooled.buffer();
        RecordEncoder.header(out, RecordType.STDIN, 65_535);
        assertThat(ByteBufUtil.hexDump(out)).isEqualTo("01050001ffff0000");
        assertThatThrownBy(() -> RecordEncoder.header(out, RecordType.STDIN, 65_536))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void shortAndLongNamesAndValuesHaveOneAndFourLengthBytes() {
        ByteBuf out = Unpooled.buffer();
        Map<String, String> variables = new LinkedHashMap<>();
        variables.put("A", "b");
        variables.put("L", "x".repeat(128));
        RecordEncoder.params(out, variables);
        String expected = "0104000100880000" // one record of 4 + 1 + 4 + 1 + 128 - 2 bytes, no padding
                .replace("0088", String.format("%04x", 4 + 1 + 4 + 1 + 128));
        assertThat(ByteBufUtil.hexDump(out)).startsWith(expected + "01014162" + "0180000080" + "4c7878");
        assertThat(ByteBufUtil.hexDump(out)).endsWith("0104000100000000");
    }

    @Test
    void aPairNeverSpansTwoRecordsBecausePhpFpmReadsEachAlone() {
        ByteBuf out = Unpooled.buffer();
        Map<String, String> variables = new LinkedHashMap<>();
        for (int i = 0; i < 10; i++) {
            variables.put("V" + i, "x".repeat(30_000));
        }
        RecordEncoder.params(out, variables);
        int pairs = 0;
        for (int length = recordLength(out); length > 0; length = recordLength(out)) {
            assertThat(length % (1 + 4 + 2 + 30_000)).isZero();
            pairs += length / (1 + 4 + 2 + 30_000);
            out.skipBytes(length);
        }
        assertThat(pairs).isEqualTo(10);
        assertThat(out.isReadable()).isFalse();
    }

    @Test
    void aPairLargerThanARecordIsRefused() {
        assertThatThrownBy(() -> RecordEncoder.params(Unpooled.buffer(), Map.of("V", "x".repeat(65_530))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("65530");
    }

    private static int recordLength(ByteBuf in) {
        in.skipBytes(4);
        int length = in.readUnsignedShort();
        in.skipBytes(2);
        return length;
    }
}
