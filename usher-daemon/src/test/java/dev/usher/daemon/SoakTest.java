package dev.usher.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import dev.usher.bench.llm.MockLlm;
import dev.usher.daemon.ModelSeatTest.Transport;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Many short streams, one after the other: a seat that has had them is as it was. */
class SoakTest {
    private static final int SENDERS = 4;
    private static final long GROWTH_KB = 24 * 1024;

    @TempDir
    Path directory;

    private final ConcurrentLinkedQueue<String> wrong = new ConcurrentLinkedQueue<>();

    @Test
    void aFewThousandShortStreamsLeaveNothing() throws Exception {
        leaveNothing(6_000);
    }

    /** A day's worth of them. */
    @Test
    @Tag("slow")
    @Timeout(3_600)
    void halfAMillionShortStreamsLeaveNothing() throws Exception {
        leaveNothing(500_000);
    }

    private void leaveNothing(int streams) throws Exception {
        Path path = directory.resolve("lone.sock");
        try (MockLlm llm = MockLlm.start(Transport.TLS_H2.llm(directory).withDelayMillis(0));
                Child seat = Child.start(0, LoneSeat.class, arguments(path, llm))) {
            seat.line("ready ");
            send(path, streams / 2);
            rests(llm);
            long descriptors = seat.descriptors();
            long before = seat.residentKb();
            send(path, streams / 2);
            rests(llm);
            assertThat(wrong).isEmpty();
            House.await(() -> areClosed(seat, descriptors)); // the last clients' a moment after they have gone
            assertThat(seat.residentKb() - before)
                    .as("kB more after twice as many streams")
                    .isLessThan(GROWTH_KB);
            assertThat(llm.stats().completed()).isEqualTo(streams);
        }
    }

    private static boolean areClosed(Child seat, long descriptors) {
        try {
            return seat.descriptors() <= descriptors;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private String[] arguments(Path path, MockLlm llm) {
        List<String> all = new ArrayList<>(List.of(
                path.toString(),
                "backend=openai",
                "openai-base=" + llm.baseUrl() + "/v1",
                "data-dir=" + directory.resolve("data")));
        all.addAll(Transport.TLS_H2.flags(directory));
        return all.toArray(String[]::new);
    }

    private static void rests(MockLlm llm) throws InterruptedException {
        assertThat(llm.await(stats -> stats.streamsOpen() == 0, Duration.ofSeconds(30)))
                .isTrue();
    }

    private void send(Path seat, int count) throws InterruptedException {
        AtomicInteger left = new AtomicInteger(count);
        List<Thread> senders = new ArrayList<>();
        for (int i = 0; i < SENDERS; i++) {
            senders.add(Thread.ofPlatform().start(() -> {
                for (int number = left.getAndDecrement(); number > 0; number = left.getAndDecrement()) {
                    exchange(seat, number);
                }
            }));
        }
        for (Thread sender : senders) {
            sender.join();
        }
    }

    private void exchange(Path seat, int number) {
        try (Guest guest = Guest.arrive()) {
            Door.handOver(seat, guest, "{\"prompt\":\"number " + number + "\",\"test_pattern\":\"short\"}");
            String heard = guest.left().hears();
            if (!heard.endsWith("[DONE]\n\n") || !heard.contains("„number " + number + "“")) {
                wrong.add(heard);
            }
        } catch (IOException e) {
            wrong.add(number + ": " + e);
        }
    }
}
