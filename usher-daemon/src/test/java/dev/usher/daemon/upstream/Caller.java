package dev.usher.daemon.upstream;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.usher.loop.Loop;
import dev.usher.loop.Loops;
import io.netty.buffer.ByteBuf;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** Calls an upstream from a loop and writes down what its listener hears. */
final class Caller implements AutoCloseable {
    private static final int PATIENCE_SECONDS = 30;

    private final Loops loops = Loops.start("caller", 1);
    final HttpUpstream upstream;

    Caller(UpstreamTarget target, TransportSettings settings) throws IOException {
        upstream = HttpUpstream.open(target, settings);
    }

    Loop loop() {
        return loops.get(0);
    }

    /** Asks. */
    Heard asks(String path) throws Exception {
        return asks(path, "{}");
    }

    Heard asks(String path, String body) throws Exception {
        return asks(path, body, new Header("X-Test", "yes"));
    }

    Heard asks(String path, String body, Header header) throws Exception {
        Heard heard = new Heard(this);
        UpstreamRequest request = new UpstreamRequest("POST", path, List.of(header), body.getBytes(UTF_8));
        on(() -> heard.call = upstream.call(loop(), request, heard));
        return heard;
    }

    /** Does something on the loop and waits for it. */
    void on(Runnable task) throws Exception {
        CompletableFuture.runAsync(task, loop()::execute).get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    }

    @Override
    public void close() {
        upstream.close();
        loops.close();
    }

    /** What came, in order: "200", bodies joined until something else comes, "end", or the failure's kind. */
    static final class Heard implements AnswerListener {
        private final Caller caller;
        private final BlockingQueue<String> words = new LinkedBlockingQueue<>();
        private final StringBuilder body = new StringBuilder();
        private volatile int pauseAfter = Integer.MAX_VALUE;
        volatile Call call = new Call() {
            @Override
            public void pause() {}

            @Override
            public void resume() {}

            @Override
            public void cancel() {}
        };
        volatile String detail = "";

        Heard(Caller caller) {
            this.caller = caller;
        }

        @Override
        public void head(AnswerHead head) {
            words.add(Integer.toString(head.status()));
        }

        @Override
        public void data(ByteBuf bytes) {
            int take = Math.min(pauseAfter, bytes.readableBytes());
            String text = bytes.readCharSequence(take, UTF_8).toString();
            synchronized (body) {
                body.append(text);
                body.notifyAll();
            }
            if (take == pauseAfter) {
                call.pause();
            }
        }

        @Override
        public void end() {
            words.add("end");
        }

        @Override
        public void failed(UpstreamFailure why) {
            detail = why.detail();
            words.add(why.kind().toString());
        }

        /** Pauses once so many bytes of a piece were taken. */
        Heard pausesAfter(int bytes) {
            pauseAfter = bytes;
            return this;
        }

        String next() throws InterruptedException {
            String word = words.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
            return word == null ? "nothing" : word;
        }

        boolean isSilent() {
            return words.isEmpty();
        }

        String body() {
            synchronized (body) {
                return body.toString();
            }
        }

        void awaitBody(int length) throws InterruptedException {
            long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
            synchronized (body) {
                while (body.length() < length) {
                    long left = end - System.nanoTime();
                    if (left <= 0) {
                        throw new AssertionError("only " + body.length() + " bytes came of " + length);
                    }
                    TimeUnit.NANOSECONDS.timedWait(body, left);
                }
            }
        }

        void resumes() throws Exception {
            caller.on(() -> call.resume());
        }

        void cancels() throws Exception {
            caller.on(() -> call.cancel());
        }
    }
}
