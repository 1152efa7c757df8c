package dev.usher.daemon.model;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.usher.daemon.backend.Failure;
import dev.usher.daemon.backend.Finish;
import dev.usher.daemon.backend.TokenSink;
import dev.usher.daemon.backend.Upstream;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Notes what a client would hear; signs of life apart. */
final class HeardTokens implements TokenSink {
    final List<String> tokens = new ArrayList<>();
    final List<String> events = new ArrayList<>();
    int signsOfLife;

    @Nullable
    Finish finish;

    @Nullable
    Failure failure;

    int ends;

    /** Paused with each token, as by a client that reads slowly. */
    @Nullable
    Upstream pausing;

    @Override
    public void token(byte[] utf8, int off, int len) {
        if (len == 0) {
            signsOfLife++;
        } else {
            tokens.add(new String(utf8, off, len, UTF_8));
            if (pausing != null) {
                pausing.pause();
            }
        }
    }

    @Override
    public void event(String name, byte[] utf8, int off, int len) {
        events.add(name + "=" + new String(utf8, off, len, UTF_8));
    }

    @Override
    public void done(Finish how) {
        finish = how;
        ends++;
    }

    @Override
    public void failed(Failure why) {
        failure = why;
        ends++;
    }
}
