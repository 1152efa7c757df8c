package dev.usher.cli.log;

import dev.usher.server.content.log.LogFile;
import java.io.IOException;
import java.nio.ByteBuffer;

/** Puts lines together and appends them to a file with few writes. Counts what could not be written. For the writer's thread. */
final class LineOutput {
    /** A pipe takes so much in one piece whoever else writes to it (PIPE_BUF, pipe(7)), so that no line is torn. */
    static final int CHUNK_BYTES = 4096;

    private final LogFile file;
    private final ByteBuffer chunk = ByteBuffer.allocate(CHUNK_BYTES);
    private int chunkLines;
    private long lostLines;
    private String failure = "";

    LineOutput(LogFile file) {
        this.file = file;
    }

    LogFile file() {
        return file;
    }

    /** A whole line, which may stay here until {@link #send}. */
    void add(byte[] line) {
        if (line.length > chunk.remaining()) {
            send();
        }
        if (line.length > chunk.capacity()) {
            append(ByteBuffer.wrap(line), 1);
        } else {
            chunk.put(line);
            chunkLines++;
        }
    }

    /** Writes what was added. */
    void send() {
        append(chunk.flip(), chunkLines);
        chunk.clear();
        chunkLines = 0;
    }

    private void append(ByteBuffer lines, int count) {
        try {
            file.append(lines);
        } catch (IOException e) {
            lost(count, String.valueOf(e.getMessage()));
        }
    }

    /** Writes a line about lines; it does not count as one itself. @return false where it cannot be written */
    boolean tell(byte[] notice) {
        send();
        try {
            file.append(ByteBuffer.wrap(notice));
            return true;
        } catch (IOException e) {
            failure = String.valueOf(e.getMessage());
            return false;
        }
    }

    /** Counts lines that will not be written. */
    void lost(long lines, String why) {
        lostLines += lines;
        failure = why;
    }

    /** So many since {@link #forgetLost}. */
    long lostLines() {
        return lostLines;
    }

    /** Why the last of them were lost. */
    String failure() {
        return failure;
    }

    /** They have been told of. */
    void forgetLost() {
        lostLines = 0;
    }
}
