package dev.usher.daemon.model;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.usher.daemon.attach.RefusedFile;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.Base64;
import tools.jackson.core.io.JsonStringEncoder;

/** A content that is in memory already: an image that came with the handoff, or a file of text. */
final class ReadyContent implements Part.Content {
    private static final int BEGINNING_CHARS = 64;

    private final byte[] json;
    private final String beginning;

    private ReadyContent(byte[] json, String beginning) {
        this.json = json;
        this.beginning = beginning;
    }

    /** Text, which must be UTF-8; a byte order mark is not part of it. */
    static ReadyContent text(byte[] utf8) throws RefusedFile {
        String text;
        try {
            text = UTF_8.newDecoder().decode(ByteBuffer.wrap(utf8)).toString();
        } catch (CharacterCodingException e) {
            throw new RefusedFile("is no text in UTF-8");
        }
        String said = text.startsWith("\uFEFF") ? text.substring(1) : text;
        String first = new String(said.codePoints().limit(BEGINNING_CHARS).toArray(), 0, (int)
                said.codePoints().limit(BEGINNING_CHARS).count());
        return new ReadyContent(quoted(said), new String(quoted(first), UTF_8));
    }

    private static byte[] quoted(String text) {
        return JsonStringEncoder.getInstance().quoteAsUTF8(text);
    }

    /** Base64, which must be just that: no line ends, no {@code data:} in front. */
    static ReadyContent base64(String base64) throws RefusedFile {
        try {
            byte[] json = base64.getBytes(US_ASCII);
            if (json.length % 4 != 0 || Base64.getDecoder().decode(json).length == 0) {
                throw new RefusedFile("is not valid base64: its length must be a multiple of 4");
            }
            return new ReadyContent(json, base64.substring(0, Math.min(BEGINNING_CHARS, base64.length())));
        } catch (IllegalArgumentException e) {
            throw new RefusedFile("is not valid base64");
        }
    }

    @Override
    public int length() {
        return json.length;
    }

    @Override
    public void write(byte[] into, int at) {
        System.arraycopy(json, 0, into, at, json.length);
    }

    @Override
    public String beginning() {
        return beginning;
    }
}
