package dev.usher.server.content.fastcgi;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** Records as an application would send them, written without the encoder under test. */
public final class FcgiBytes {
    private FcgiBytes() {}

    public static byte[] stdout(String content) {
        return record(6, content, 0);
    }

    public static byte[] stderr(String content) {
        return record(7, content, 0);
    }

    public static byte[] end(int protocolStatus) {
        return record(3, "\0\0\0\0" + (char) protocolStatus + "\0\0\0", 0);
    }

    public static byte[] record(int type, String content, int padding) {
        byte[] bytes = content.getBytes(StandardCharsets.ISO_8859_1);
        return ByteBuffer.allocate(8 + bytes.length + padding)
                .put((byte) 1)
                .put((byte) type)
                .putShort((short) 1)
                .putShort((short) bytes.length)
                .put((byte) padding)
                .put((byte) 0)
                .put(bytes)
                .array();
    }
}
