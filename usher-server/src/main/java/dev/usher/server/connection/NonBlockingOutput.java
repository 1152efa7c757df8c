package dev.usher.server.connection;

import dev.usher.server.bucket.Brigade;
import java.io.IOException;

/** Another's filter, and its maker's promise that it never waits. */
record NonBlockingOutput(OutputFilter filter) implements OutputFilter {
    @Override
    public void pass(Link link, Brigade brigade) throws IOException {
        filter.pass(link, brigade);
    }

    @Override
    public void inserted(Link link) throws IOException {
        filter.inserted(link);
    }

    @Override
    public boolean nonBlocking() {
        return true;
    }

    @Override
    public boolean keepsLength() {
        return filter.keepsLength();
    }

    @Override
    public String toString() {
        return filter.toString();
    }
}
