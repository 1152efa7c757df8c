package dev.usher.server.bucket;

import io.netty.util.AbstractReferenceCounted;
import io.netty.util.ReferenceCounted;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;

/** An open file that several ranges share: closed when the last of them is released. */
final class SharedFile extends AbstractReferenceCounted {
    private final FileChannel channel;

    SharedFile(FileChannel channel) {
        this.channel = channel;
    }

    FileChannel channel() {
        return channel;
    }

    @Override
    protected void deallocate() {
        try {
            channel.close();
        } catch (IOException e) {
            throw new UncheckedIOException("close of a file that was only read failed", e);
        }
    }

    @Override
    public ReferenceCounted touch(Object hint) {
        return this;
    }
}
