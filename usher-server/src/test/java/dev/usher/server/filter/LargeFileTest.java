package dev.usher.server.filter;

import static org.assertj.core.api.Assertions.assertThat;

import dev.usher.server.bucket.Eos;
import dev.usher.server.bucket.FileRange;
import dev.usher.server.connection.Outcome;
import java.io.IOException;
import java.io.InputStream;
import java.io.RandomAccessFile;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A file of any size passes a stream filter in little memory. */
class LargeFileTest {
    private static final long MEBIBYTE = 1 << 20;

    @TempDir
    Path folder;

    private FiberLine line;

    @BeforeEach
    void open() throws Exception {
        line = new FiberLine();
    }

    @AfterEach
    void close() throws IOException {
        line.close();
    }

    private FileRange sparse(long bytes) throws IOException {
        Path path = folder.resolve("large");
        try (RandomAccessFile file = new RandomAccessFile(path.toFile(), "rw")) {
            file.setLength(bytes);
        }
        return FileRange.open(path);
    }

    @Test
    void aFilterThatCountsReadsAFileLargerThanTheHeap() throws Exception {
        long[] count = {0};
        line.output(io -> {
            byte[] piece = new byte[65_536];
            for (int n = io.read(piece); n > 0; n = io.read(piece)) {
                count[0] += n;
            }
            io.print(Long.toString(count[0]));
            return Outcome.OK;
        });
        line.pass(sparse(2100 * MEBIBYTE), new Eos());
        assertThat(line.passed).containsExactly(2100 * MEBIBYTE + "[Eos]");
    }

    @Test
    void aFilterThatPrintsAllItReadsNeverHasMoreThanALittleUnderWay() throws Exception {
        long bytes = 16 * MEBIBYTE;
        long[] mostUnsent = {0};
        line.on(() -> line.connection
                .out()
                .add(dev.usher.server.connection.FilterType.CONNECTION, StreamFilters.output(io -> {
                    byte[] piece = new byte[8192];
                    for (int n = io.read(piece); n > 0; n = io.read(piece)) {
                        io.print(piece, 0, n);
                        mostUnsent[0] =
                                Math.max(mostUnsent[0], line.connection.wire().unsent());
                    }
                    return Outcome.OK;
                })));
        CompletableFuture<Long> received = CompletableFuture.supplyAsync(() -> {
            try {
                return drain(line.client.getInputStream(), bytes);
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        });
        line.pass(sparse(bytes), new Eos());
        assertThat(received.get(20, TimeUnit.SECONDS)).isEqualTo(bytes);
        assertThat(mostUnsent[0]).isBetween(1L, 64 * 1024L + 8192);
    }

    private static long drain(InputStream in, long bytes) throws IOException {
        byte[] some = new byte[65_536];
        long sum = 0;
        while (sum < bytes) {
            int n = in.read(some);
            if (n < 0) {
                return sum;
            }
            sum += n;
        }
        return sum;
    }
}
