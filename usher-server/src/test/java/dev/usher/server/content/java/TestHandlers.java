package dev.usher.server.content.java;

import dev.usher.server.http.HttpError;
import java.io.IOException;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** Handlers as a configuration names them: {@code java:dev.usher.server.content.java.TestHandlers$Hello}. */
public final class TestHandlers {
    /** What handlers tell their test. */
    static final BlockingQueue<String> EVENTS = new LinkedBlockingQueue<>();
    /** What lets {@link Gated} go. */
    static final Semaphore GATE = new Semaphore(0);

    private TestHandlers() {}

    /** Forgets what earlier tests did. */
    public static void reset() {
        EVENTS.clear();
        GATE.drainPermits();
        Flood.WRITTEN_BYTES.set(0);
        Flood.writer = null;
    }

    /** Lets one {@link #GATE} go. */
    public static void open() {
        GATE.release();
    }

    /** What {@code SetHandler} takes. */
    public static String name(Class<?> handler) {
        return "java:" + handler.getName();
    }

    /** The next event; waits for it. */
    public static String event() throws InterruptedException {
        String event = EVENTS.poll(10, TimeUnit.SECONDS);
        if (event == null) {
            throw new AssertionError("no handler has told anything for 10 s");
        }
        return event;
    }

    /** Says hello. */
    public static final class Hello implements JavaHandler {
        @Override
        public void handle(JavaRequest request, JavaResponse response) throws IOException {
            response.contentType("text/plain; charset=utf-8").write("hello from " + request.path());
        }
    }

    /** Says all it knows of its request, a line each. */
    public static final class Mirror implements JavaHandler {
        @Override
        public void handle(JavaRequest request, JavaResponse response) throws Exception {
            response.addHeader("Set-Cookie", "a=1")
                    .addHeader("Set-Cookie", "b=2")
                    .header("X-Id", request.id());
            response.write("method " + request.method() + "\npath " + request.path() + "\ntarget " + request.target()
                    + "\nquery " + request.query() + "\nq "
                    + request.queryParameters().all("q") + "\nform "
                    + request.formParameters().all("f") + "\nhost " + request.host() + "\nfrom "
                    + request.remoteAddress() + "\ncookie " + request.cookie("c") + "\nx " + request.header("x-one")
                    + "\nheaders " + request.headers() + "\nlength " + request.bodyLength() + "\n");
        }
    }

    /** Gives the body back. */
    public static final class Echo implements JavaHandler {
        @Override
        public void handle(JavaRequest request, JavaResponse response) throws IOException {
            request.body().transferTo(response.body());
        }
    }

    /** Streams a first event, then one for each permit of the gate, to ten. */
    public static final class Gated implements JavaHandler {
        @Override
        public void handle(JavaRequest request, JavaResponse response) throws Exception {
            response.contentType("text/event-stream");
            for (int i = 0; i < 10; i++) {
                response.write("data: " + i + "\n\n").flush();
                GATE.acquire();
            }
        }
    }

    /** Waits until it is interrupted or the gate opens, having sent nothing. */
    public static final class Waiting implements JavaHandler {
        static final AtomicInteger RUNNING = new AtomicInteger();
        static final AtomicInteger MOST = new AtomicInteger();

        @Override
        public void handle(JavaRequest request, JavaResponse response) throws Exception {
            MOST.accumulateAndGet(RUNNING.incrementAndGet(), Math::max);
            EVENTS.add("begun " + request.query());
            try {
                GATE.acquire();
                response.write("done " + request.query());
            } catch (InterruptedException e) {
                EVENTS.add("interrupted");
                throw e;
            } finally {
                RUNNING.decrementAndGet();
            }
        }
    }

    /** Writes without end, as fast as it is let. */
    public static final class Flood implements JavaHandler {
        static final AtomicLong WRITTEN_BYTES = new AtomicLong();
        private static volatile @Nullable Thread writer;

        /** Whether its thread waits for room. */
        static boolean isHeldBack() {
            Thread thread = writer;
            return thread != null && thread.getState() == Thread.State.WAITING;
        }

        @Override
        public void handle(JavaRequest request, JavaResponse response) throws IOException {
            byte[] block = new byte[8192];
            writer = Thread.currentThread();
            try {
                while (true) {
                    response.body().write(block);
                    WRITTEN_BYTES.addAndGet(block.length);
                }
            } catch (IOException e) {
                EVENTS.add("stopped: " + e.getMessage());
                throw e;
            }
        }
    }

    /** Writes a letter each 50 ms for 2.5 s, and flushes none of them. */
    public static final class Dribbling implements JavaHandler {
        @Override
        public void handle(JavaRequest request, JavaResponse response) throws Exception {
            for (int i = 0; i < 50; i++) {
                response.write("x");
                Thread.sleep(50);
            }
        }
    }

    /** Puts what the query says into a header. */
    public static final class HeaderSetter implements JavaHandler {
        @Override
        public void handle(JavaRequest request, JavaResponse response) throws IOException {
            response.header("X-Set", request.queryParameters().first("v", ""));
            response.write("set");
        }
    }

    /** Fails in the way the query says, after its head where that says so. */
    public static final class Failing implements JavaHandler {
        @Override
        public void handle(JavaRequest request, JavaResponse response) throws Exception {
            if (request.queryParameters().first("after") != null) {
                response.write("begun").flush();
            }
            switch (request.queryParameters().first("how", "")) {
                case "stack" -> deeper(0);
                case "error" -> throw new OutOfMemoryError("as a test has it");
                case "http" -> throw HttpError.of(404, "There is no such thread.", "thread 7 is unknown");
                case "status" -> response.status(199);
                default -> throw new IllegalStateException("the handler's own fault");
            }
        }

        @SuppressWarnings("InfiniteRecursion") // the stack's end is what the test wants
        private static int deeper(int depth) {
            return deeper(depth + 1) + 1;
        }
    }

    /** Answers as the query says: status, promised length, bytes written. */
    public static final class Exact implements JavaHandler {
        @Override
        public void handle(JavaRequest request, JavaResponse response) throws IOException {
            Parameters query = request.queryParameters();
            response.status(Integer.parseInt(query.first("status", "200")));
            if (query.first("promise") != null) {
                response.header("Content-Length", query.first("promise", ""));
            }
            response.body()
                    .write("x"
                            .repeat(Integer.parseInt(query.first("bytes", "0")))
                            .getBytes(java.nio.charset.StandardCharsets.US_ASCII));
        }
    }

    /** Hands its client to the seat that the query names, and works on for as long as the gate is shut. */
    public static final class Handing implements JavaHandler {
        @Override
        public void handle(JavaRequest request, JavaResponse response) throws Exception {
            response.handOff(
                    request.queryParameters().first("seat", ""),
                    "{\"prompt\":\"Grüße\",\"id\":\"" + request.id() + "\"}");
            if (request.queryParameters().first("slow") != null) {
                response.flush();
                EVENTS.add("flushed");
                GATE.acquire();
                response.write("dropped ".repeat(10_000));
                EVENTS.add("returns");
            }
        }
    }

    /** Completes its answer, then works on. */
    public static final class Closing implements JavaHandler {
        @Override
        public void handle(JavaRequest request, JavaResponse response) throws Exception {
            response.write("all of it");
            response.body().close();
            EVENTS.add("closed");
            GATE.acquire();
            try {
                response.write("more");
            } catch (IOException e) {
                EVENTS.add(String.valueOf(e.getMessage()));
            }
        }
    }

    /** Counts its objects. */
    public static final class Counted implements JavaHandler {
        private static final AtomicInteger OBJECTS = new AtomicInteger();
        private final int number = OBJECTS.incrementAndGet();

        @Override
        public void handle(JavaRequest request, JavaResponse response) throws IOException {
            response.write("object " + number);
        }
    }

    /** Cannot be made. */
    public static final class Stillborn implements JavaHandler {
        /** Throws. */
        public Stillborn() {
            throw new IllegalStateException("no database");
        }

        @Override
        public void handle(JavaRequest request, JavaResponse response) {}
    }

    /** Has no constructor that a server could call. */
    public static final class NeedsMore implements JavaHandler {
        /** Takes something. */
        public NeedsMore(CountDownLatch latch) {
            latch.countDown();
        }

        @Override
        public void handle(JavaRequest request, JavaResponse response) {}
    }

    /** Is not public. */
    static final class Hidden implements JavaHandler {
        @Override
        public void handle(JavaRequest request, JavaResponse response) {}
    }
}
