package dev.usher.daemon.model;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.usher.daemon.attach.OpenFile;
import dev.usher.daemon.attach.RefusedFile;
import java.util.Arrays;
import java.util.Base64;

/** A file as base64, encoded piece by piece straight to where it is needed. */
final class Base64File implements Part.Content {
    /** A multiple of three: only the last piece is padded. */
    private static final int PIECE_BYTES = 48 * 1024;

    private static final int BEGINNING_BYTES = 64;

    private final Enclosure enclosure;
    private final OpenFile file;
    private String beginning = "";

    Base64File(Enclosure enclosure, OpenFile file) {
        this.enclosure = enclosure;
        this.file = file;
    }

    @Override
    public int length() {
        return Math.toIntExact((file.size() + 2) / 3 * 4);
    }

    @Override
    public void write(byte[] into, int at) throws BadRequest {
        try {
            encode(into, at);
        } catch (RefusedFile e) {
            throw BadRequest.enclosure(enclosure, e.why());
        }
    }

    private void encode(byte[] into, int at) throws RefusedFile {
        byte[] piece = new byte[PIECE_BYTES];
        int to = at;
        long left = file.size();
        while (left > 0) {
            int wanted = (int) Math.min(left, PIECE_BYTES);
            if (file.read(piece, wanted) < wanted) {
                throw OpenFile.changed();
            }
            byte[] encoded = Base64.getEncoder().encode(wanted == PIECE_BYTES ? piece : Arrays.copyOf(piece, wanted));
            System.arraycopy(encoded, 0, into, to, encoded.length);
            to += encoded.length;
            left -= wanted;
        }
        file.requireEnd();
        beginning = new String(into, at, Math.min(BEGINNING_BYTES, to - at), US_ASCII);
    }

    @Override
    public String beginning() {
        return beginning;
    }
}
