package dev.usher.server.http;

import dev.usher.server.bucket.Brigade;
import dev.usher.server.bucket.Data;
import dev.usher.server.bucket.FileRange;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumSet;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Collects a body: up to {@value #MEMORY_BYTES} bytes in memory, then in a file whose name is gone as soon as it is
 * open.
 *
 * <p>Either {@link #finish} gives the whole away or {@link #close} drops it.
 */
final class Spool implements AutoCloseable {
    static final int MEMORY_BYTES = 64 * 1024;
    private static final int FIRST_BYTES = 256;

    private final Path folder;
    private @Nullable ByteBuf memory;
    private @Nullable FileChannel file;
    private long length;

    /** @param folder where the file would be made */
    Spool(Path folder) {
        this.folder = folder;
    }

    long length() {
        return length;
    }

    /** Adds the readable bytes of {@code piece}, which stays the caller's. */
    void append(ByteBuf piece) throws IOException {
        length += piece.readableBytes();
        if (length <= MEMORY_BYTES) {
            memory().writeBytes(piece);
        } else {
            FileChannel into = file == null ? openFile() : file;
            writeAll(into, piece);
        }
    }

    private ByteBuf memory() {
        if (memory == null) {
            memory = ByteBufAllocator.DEFAULT.buffer(FIRST_BYTES, MEMORY_BYTES);
        }
        return memory;
    }

    /** The JDK unlinks a file opened with DELETE_ON_CLOSE at once on Linux; 0600 until then. */
    private FileChannel openFile() throws IOException {
        FileChannel opened = FileChannel.open(
                folder.resolve("usher-body-" + UUID.randomUUID()),
                EnumSet.of(
                        StandardOpenOption.CREATE_NEW,
                        StandardOpenOption.READ,
                        StandardOpenOption.WRITE,
                        StandardOpenOption.DELETE_ON_CLOSE),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        file = opened;
        if (memory != null) {
            writeAll(opened, memory);
            memory.release();
            memory = null;
        }
        return opened;
    }

    private static void writeAll(FileChannel into, ByteBuf bytes) throws IOException {
        while (bytes.isReadable()) {
            bytes.readBytes(into, bytes.readableBytes());
        }
    }

    /** The whole; the spool has nothing left. */
    SpooledBody finish() {
        try (Brigade whole = new Brigade()) {
            if (file != null) {
                whole.append(FileRange.of(file, 0, length));
                file = null;
            } else if (memory != null) {
                whole.append(new Data(memory));
                memory = null;
            }
            return new SpooledBody(whole);
        }
    }

    @Override
    public void close() throws IOException {
        if (memory != null) {
            memory.release();
            memory = null;
        }
        if (file != null) {
            file.close();
            file = null;
        }
    }
}
