package dev.usher.server.content.java;

import dev.usher.server.content.java.AnswerPipe.Mark;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Arrays;
import java.util.Objects;

/** Gathers what a handler writes into pieces of at most {@value #PIECE_BYTES} bytes. For the handler's thread. */
final class AnswerStream extends OutputStream {
    /** A piece of a quarter of what the wire lets wait: small enough that 10,000 slow readers cost 160 MB at the worst. */
    static final int PIECE_BYTES = 16 * 1024;

    private static final int FIRST_BYTES = 256;

    private final JavaResponse response;
    private byte[] gathered = new byte[0];
    private int length;
    private long written;

    AnswerStream(JavaResponse response) {
        this.response = response;
    }

    /** All bytes so far. */
    long written() {
        return written;
    }

    @Override
    public void write(int b) throws IOException {
        write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int count) throws IOException {
        Objects.checkFromIndexSize(offset, count, bytes.length);
        response.requireOpen();
        response.progress();
        int at = offset;
        int left = count;
        while (left > 0) {
            if (length == PIECE_BYTES) {
                response.hand(take(), Mark.MORE);
            }
            int fits = Math.min(left, PIECE_BYTES - length);
            room(fits);
            System.arraycopy(bytes, at, gathered, length, fits);
            length += fits;
            written += fits;
            at += fits;
            left -= fits;
        }
    }

    private void room(int more) {
        if (length + more > gathered.length) {
            int wanted = Math.max(FIRST_BYTES, Math.max(length + more, 2 * length));
            gathered = Arrays.copyOf(gathered, Math.min(PIECE_BYTES, wanted));
        }
    }

    /** What was gathered, given away. */
    byte[] take() {
        byte[] taken = length == gathered.length ? gathered : Arrays.copyOf(gathered, length);
        gathered = new byte[0];
        length = 0;
        return taken;
    }

    @Override
    public void flush() throws IOException {
        response.flush();
    }

    @Override
    public void close() throws IOException {
        response.close();
    }
}
