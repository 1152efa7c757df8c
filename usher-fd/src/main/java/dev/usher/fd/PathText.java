package dev.usher.fd;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/** Paths between Java and C: UTF-8, no NUL inside, one at the end. */
final class PathText {
    private PathText() {}

    /**
     * The bytes of a path.
     *
     * @throws IllegalArgumentException for a NUL, at which C would cut the path and open another one, and for half a
     *     surrogate pair
     */
    static byte[] bytes(String path) {
        int nul = path.indexOf('\0');
        if (nul >= 0) {
            throw new IllegalArgumentException("path has a NUL at index " + nul + ": " + path.replace("\0", "\\0"));
        }
        try {
            ByteBuffer encoded = StandardCharsets.UTF_8.newEncoder().encode(CharBuffer.wrap(path));
            byte[] bytes = new byte[encoded.remaining()];
            encoded.get(bytes);
            return bytes;
        } catch (CharacterCodingException e) {
            throw new IllegalArgumentException(
                    "path has half a surrogate pair, no file can have that name: " + path, e);
        }
    }

    /** Writes it into the scratch as a C string. */
    static void write(Scratch s, String call, String path) throws ErrnoException {
        byte[] bytes = bytes(path);
        if (bytes.length >= Layouts.PATH_MAX) {
            throw ErrnoException.of(call, Errno.ENAMETOOLONG.number(), path);
        }
        MemorySegment.copy(bytes, 0, s.path, JAVA_BYTE, 0, bytes.length);
        s.path.set(JAVA_BYTE, bytes.length, (byte) 0);
    }

    static String read(MemorySegment from, long offset, int length) {
        byte[] bytes = new byte[length];
        MemorySegment.copy(from, JAVA_BYTE, offset, bytes, 0, length);
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
