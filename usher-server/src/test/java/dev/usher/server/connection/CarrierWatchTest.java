package dev.usher.server.connection;

import static org.assertj.core.api.Assertions.assertThat;

import dev.usher.server.content.Recorded;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import jdk.management.VirtualThreadSchedulerMXBean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Handlers that neither wait nor return, more of them than the JDK has threads for. */
class CarrierWatchTest {
    private final VirtualThreadSchedulerMXBean scheduler =
            ManagementFactory.getPlatformMXBean(VirtualThreadSchedulerMXBean.class);
    private final int carriers = scheduler.getParallelism();
    private volatile boolean stopped;

    @AfterEach
    void giveBackTheCarriers() {
        stopped = true;
        scheduler.setParallelism(carriers);
    }

    @Test
    void aConnectionIsServedWhileMoreHandlersSpinThanThereAreCarriers() throws Exception {
        AtomicInteger came = new AtomicInteger();
        ProcessConnectionHandler spinning = new ProcessConnectionHandler() {
            @Override
            public Outcome handle(Connection connection) throws IOException {
                if (came.incrementAndGet() > carriers + 1) {
                    connection.clientSocket().send(new byte[] {'!'}, 0, 1);
                    return Outcome.OK;
                }
                while (!stopped) {
                    Thread.onSpinWait();
                }
                return Outcome.OK;
            }

            @Override
            public String toString() {
                return "My::Spinner";
            }
        };
        List<Socket> clients = new ArrayList<>();
        try (Recorded log = Recorded.of("connection");
                Line line = new Line(List.of(), List.of(spinning))) {
            for (int i = 0; i < carriers + 2; i++) {
                clients.add(line.client());
            }
            assertThat(anyAnswers(clients)).isTrue();
            assertThat(log.await("My::Spinner has run for "))
                    .contains("no thread of the JDK's " + carriers + " was free")
                    .contains("connection ");
            stopped = true;
        } finally {
            stopped = true;
            for (Socket client : clients) {
                client.close();
            }
        }
    }

    /** Which of them comes last is the scheduler's choice. */
    private static boolean anyAnswers(List<Socket> clients) throws IOException {
        long deadline = System.nanoTime() + 10_000_000_000L;
        while (System.nanoTime() < deadline) {
            for (Socket client : clients) {
                if (answers(client)) {
                    return true;
                }
            }
        }
        return false;
    }

    private static boolean answers(Socket client) throws IOException {
        client.setSoTimeout(20);
        try {
            return client.getInputStream().read() == '!';
        } catch (SocketTimeoutException e) {
            return false;
        }
    }
}
