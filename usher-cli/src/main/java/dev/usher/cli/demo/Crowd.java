package dev.usher.cli.demo;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * A hundred clients of the demo's own door, opened at once over loopback. There is one crowd at a time, so that there are
 * never more than {@value #SIZE} clients of it.
 *
 * <p>Each of them, and so each letter of {@link View#places}:
 *
 * <pre>
 *   w waiting ─ its first byte came ─► s streaming ─ [DONE] ─────────► d done
 *       └ another status than 200 ─► r refused └ anything else ─► x cut        stop() ─► e ended by us
 * </pre>
 *
 * <p>Methods: any thread.
 */
final class Crowd implements AutoCloseable {
    /** As many as the button says. */
    static final int SIZE = 100;

    private static final int READ_BYTES = 1_024;
    private static final byte[] DONE = "data: [DONE]\n\n".getBytes(US_ASCII);

    private final byte[] places = new byte[SIZE];
    private final AtomicReferenceArray<@Nullable LoopbackRequest> open = new AtomicReferenceArray<>(SIZE);
    private final AtomicBoolean stopped = new AtomicBoolean();
    private final String target;
    private long firstByteMaxMicros;

    /**
     * What the page is told.
     *
     * @param target what all of them asked for
     * @param places one letter for each of them, see {@link Crowd}
     * @param firstByteMaxMicros the longest any of them waited for its first byte so far
     */
    record View(String target, String places, long firstByteMaxMicros) {
        /** Whether some of them still wait or stream. */
        boolean runs() {
            return places.indexOf('w') >= 0 || places.indexOf('s') >= 0;
        }
    }

    private Crowd(String target) {
        this.target = target;
        Arrays.fill(places, (byte) 'w');
    }

    /** Opens all of them. */
    static Crowd open(int port, String target) {
        Crowd crowd = new Crowd(target);
        for (int i = 0; i < SIZE; i++) {
            int place = i;
            Thread.ofVirtual().name("demo-crowd-" + i).start(() -> crowd.visit(place, port));
        }
        return crowd;
    }

    private void visit(int place, int port) {
        long begunNanos = System.nanoTime();
        String full = target + "?prompt=" + (place + 1) + "%20of%20" + SIZE;
        try (LoopbackRequest request = new LoopbackRequest()) {
            open.set(place, request);
            LoopbackRequest.Answer answer = stopped.get() ? null : request.get(port, full);
            if (answer == null || answer.status() != 200) {
                set(place, 'r');
                return;
            }
            streams(place, (System.nanoTime() - begunNanos) / 1_000);
            set(place, isWhole(answer.in()) ? 'd' : 'x');
        } catch (IOException e) {
            set(place, 'x');
        } finally {
            open.set(place, null);
        }
    }

    private static boolean isWhole(InputStream in) throws IOException {
        byte[] tail = new byte[0];
        byte[] buffer = new byte[READ_BYTES];
        for (int got = in.read(buffer); got >= 0; got = in.read(buffer)) {
            byte[] both = Arrays.copyOf(tail, tail.length + got);
            System.arraycopy(buffer, 0, both, tail.length, got);
            tail = Arrays.copyOfRange(both, Math.max(0, both.length - DONE.length), both.length);
        }
        return Arrays.equals(tail, DONE);
    }

    private synchronized void streams(int place, long firstByteMicros) {
        firstByteMaxMicros = Math.max(firstByteMaxMicros, firstByteMicros);
        set(place, 's');
    }

    private synchronized void set(int place, char state) {
        if (places[place] == 'w' || places[place] == 's') {
            places[place] = (byte) (stopped.get() && state != 'd' ? 'e' : state);
        }
    }

    synchronized View view() {
        return new View(target, new String(places, UTF_8), firstByteMaxMicros);
    }

    /** Hangs up on all that still run. */
    @Override
    public void close() {
        stopped.set(true);
        for (int i = 0; i < SIZE; i++) {
            LoopbackRequest request = open.get(i);
            if (request != null) {
                hangUp(request);
            }
        }
    }

    private static void hangUp(LoopbackRequest request) {
        try {
            request.close();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e); // close(2) of a socket of ours: a fault
        }
    }
}
