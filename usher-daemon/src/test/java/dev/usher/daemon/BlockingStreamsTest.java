package dev.usher.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import dev.usher.daemon.backend.BlockingStreams;
import dev.usher.daemon.backend.Tokens;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Other people's code, written in the blocking way, as a backend. */
class BlockingStreamsTest {
    @TempDir
    Path directory;

    @Test
    void oneLambdaIsABackend() throws Exception {
        BlockingStreams backend = new BlockingStreams((request, out) -> {
            out.put("Hello, ");
            out.put(String.valueOf(request.data().prompt()));
        });
        try (House house = House.open(directory, backend)) {
            assertThat(house.exchange("{\"prompt\":\"world\"}"))
                    .endsWith("data: Hello, \n\ndata: world\n\nevent: done\ndata: [DONE]\n\n");
        }
    }

    @Test
    void itsExceptionIs502AndStaysPrivate() throws Exception {
        BlockingStreams backend = new BlockingStreams((_, _) -> {
            throw new IOException("password=secret");
        });
        try (House house = House.open(directory, backend)) {
            assertThat(house.exchange("{}")).startsWith("HTTP/1.1 502 ").doesNotContain("secret");
        }
    }

    @Test
    void anErrorOfItsOwnEndsTheStreamWithAnError() throws Exception {
        BlockingStreams backend = new BlockingStreams((_, out) -> {
            out.put("one");
            throw new AssertionError("a broken class, perhaps");
        });
        try (House house = House.open(directory, backend)) {
            assertThat(house.exchange("{}"))
                    .contains("data: one\n\nevent: error\n")
                    .doesNotContain("[DONE]");
        }
    }

    @Test
    void anInterruptionOfItsOwnIsAFailureAndNoEnd() throws Exception {
        BlockingStreams backend = new BlockingStreams((_, _) -> {
            throw new InterruptedException("by a pool of its own");
        });
        try (House house = House.open(directory, backend)) {
            assertThat(house.exchange("{}")).startsWith("HTTP/1.1 502 ");
        }
    }

    @Test
    void halfASurrogatePairIsTheReplacementCharacter() throws Exception {
        BlockingStreams backend = new BlockingStreams((_, out) -> out.put("a\ud83cb"));
        try (House house = House.open(directory, backend)) {
            assertThat(house.exchange("{}")).contains("data: a\ufffdb\n\n");
        }
    }

    @Test
    void itIsToldThatItsClientHasLeft() throws Exception {
        CountDownLatch told = new CountDownLatch(1);
        BlockingStreams backend = new BlockingStreams((_, out) -> sayForEver(out, told, new AtomicInteger()));
        try (House house = House.open(directory, backend)) {
            try (Guest guest = Guest.arrive()) {
                Door.handOver(house.path(), guest, "{}");
                guest.hearsUntil("data: on and on\n\n");
            }
            assertThat(told.await(60, TimeUnit.SECONDS)).isTrue();
        }
    }

    @Test
    void itWaitsForASlowClient() throws Exception {
        CountDownLatch told = new CountDownLatch(1);
        AtomicInteger said = new AtomicInteger();
        BlockingStreams backend = new BlockingStreams((_, out) -> sayForEver(out, told, said));
        try (House house = House.open(directory, backend, "client-write-timeout=300ms")) {
            try (Guest guest = Guest.arrive(4096)) {
                Door.handOver(house.path(), guest, "{}");
                assertThat(told.await(60, TimeUnit.SECONDS)).isTrue();
            }
            assertThat(said.get()).isLessThan(20_000);
        }
    }

    private static void sayForEver(Tokens out, CountDownLatch told, AtomicInteger said) throws Exception {
        try {
            for (; ; ) {
                out.put("on and on");
                said.incrementAndGet();
            }
        } finally {
            told.countDown();
        }
    }
}
