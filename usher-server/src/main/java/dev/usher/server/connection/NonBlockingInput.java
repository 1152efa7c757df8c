package dev.usher.server.connection;

import dev.usher.server.bucket.Brigade;
import java.io.IOException;

/** Another's filter, and its maker's promise that it never waits. */
record NonBlockingInput(InputFilter filter) implements InputFilter {
    @Override
    public Status get(Link link, Brigade into, ReadMode mode, Block block, int limit) throws IOException {
        return filter.get(link, into, mode, block, limit);
    }

    @Override
    public void inserted(Link link) throws IOException {
        filter.inserted(link);
    }

    @Override
    public boolean pending(Link link) {
        return filter.pending(link);
    }

    @Override
    public boolean nonBlocking() {
        return true;
    }

    @Override
    public String toString() {
        return filter.toString();
    }
}
