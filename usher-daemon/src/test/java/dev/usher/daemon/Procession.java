package dev.usher.daemon;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/** Clients that are handed over one after the other, at a steady pace, each of them heard to its end. */
final class Procession implements AutoCloseable {
    private final ConcurrentLinkedQueue<String> lost = new ConcurrentLinkedQueue<>();
    private final List<Thread> listeners = new ArrayList<>(); // of the sender's thread, until it has ended
    private final AtomicInteger sent = new AtomicInteger();
    private final Thread sender;
    private volatile boolean stopped;

    private Procession(Path seat, int perSecond) {
        sender = Thread.ofPlatform().name("procession").start(() -> send(seat, 1_000_000_000L / perSecond));
    }

    static Procession begin(Path seat, int perSecond) {
        return new Procession(seat, perSecond);
    }

    private void send(Path seat, long pauseNanos) {
        long next = System.nanoTime();
        while (!stopped) {
            LockSupport.parkNanos(next - System.nanoTime());
            next += pauseNanos;
            try {
                Guest guest = Guest.arrive();
                Door.handOver(seat, guest, "{}");
                listeners.add(Thread.ofVirtual().start(() -> hear(guest)));
            } catch (IOException e) {
                lost.add("not sent: " + e);
            }
            sent.incrementAndGet();
        }
    }

    private void hear(Guest guest) {
        try (guest) {
            String heard = guest.hears();
            if (!heard.contains("[DONE]") && !heard.startsWith("HTTP/1.1 503 ")) {
                lost.add("heard: " + heard);
            }
        } catch (IOException e) {
            lost.add("cut: " + e);
        }
    }

    void awaitSent(int clients) {
        House.await(() -> sent.get() >= clients);
    }

    /** Nobody is sent any more, and all have been heard. */
    void stop() throws InterruptedException {
        stopped = true;
        sender.join();
        for (Thread listener : listeners) {
            listener.join();
        }
    }

    /** What became of those that got neither a whole stream nor a 503. */
    List<String> lost() {
        return List.copyOf(lost);
    }

    @Override
    public void close() throws InterruptedException {
        stop();
    }
}
