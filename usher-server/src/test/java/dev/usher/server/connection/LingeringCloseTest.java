package dev.usher.server.connection;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.Socket;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** How long a client that goes on sending is listened to behind our FIN (REFERENCE E.7). */
@Tag("transport")
class LingeringCloseTest {

    /** Sends a byte every 100 ms; returns how long the server took them, no longer than asked. */
    private static long drainedMillis(Line line, Socket client, long mostMillis) throws IOException {
        assertThat(client.getInputStream().read()).as("FIN").isEqualTo(-1);
        long start = System.nanoTime();
        long passed = 0;
        while (line.listener().clients() > 0 && passed < mostMillis) {
            try {
                client.getOutputStream().write('x');
            } catch (IOException reset) {
                break; // closed, and told of one byte more
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(100));
            passed = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start);
        }
        return passed;
    }

    @Test
    void aClientThatGoesOnSendingIsDrainedLongerThanTheSilenceAllowed() throws Exception {
        try (Line line = new Line();
                Socket client = line.client()) {
            Connection connection = line.connection();
            connection.execute(connection::close);
            assertThat(drainedMillis(line, client, 2_500)).isGreaterThanOrEqualTo(2_500);
            assertThat(LingeringClose.TOTAL_MILLIS).isEqualTo(30_000);
        }
    }

    @Test
    void theNoteShortLingeringCloseEndsItAfterTwoSecondsInAll() throws Exception {
        try (Line line = new Line();
                Socket client = line.client()) {
            Connection connection = line.connection();
            Line.on(connection, () -> {
                connection.notes().set(Connection.SHORT_LINGERING_CLOSE, "1");
                connection.close();
                return true;
            });
            assertThat(drainedMillis(line, client, 10_000)).isBetween(1_800L, 6_000L);
        }
    }

    @Test
    void aClientThatResetsEndsTheDrainingAtOnce() throws Exception {
        try (Line line = new Line();
                Socket client = line.client()) {
            Connection connection = line.connection();
            connection.execute(connection::close);
            assertThat(client.getInputStream().read()).as("FIN").isEqualTo(-1);
            long start = System.nanoTime();
            client.setSoLinger(true, 0);
            client.close();
            while (line.listener().clients() > 0) {
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1));
                assertThat(System.nanoTime() - start).isLessThan(TimeUnit.MILLISECONDS.toNanos(1_500));
            }
        }
    }
}
