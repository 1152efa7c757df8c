package dev.usher.server.handoff;

import dev.usher.fd.ErrnoException;
import dev.usher.fd.FileKind;
import dev.usher.fd.PathFd;
import dev.usher.handoff.SeatAddress;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * The path an application named, checked each time it is opened (ATTACKS G14).
 *
 * <p>First as text: what leads outside the prefix, as it is written and as it is resolved, is refused whether it exists or
 * not, so that nobody learns what exists. Then it is opened (O_PATH), and the file that was opened is looked at: where it
 * really is, and that it is a socket. The connection goes through that very descriptor, so no link exchanged in between
 * leads anywhere else.
 */
public final class SeatPath implements SeatAddress {
    private static final int FORBIDDEN = 403;

    private final String written;
    private final @Nullable String normalised;
    private final AllowedPrefix prefix;

    private SeatPath(String written, @Nullable String normalised, AllowedPrefix prefix) {
        this.written = written;
        this.normalised = normalised;
        this.prefix = prefix;
    }

    /**
     * A path as it stood in a header.
     *
     * @param header the value, decoded as ISO-8859-1; its bytes are the path's, which must be UTF-8
     */
    static SeatPath ofHeader(String header, AllowedPrefix prefix) {
        try {
            ByteBuffer bytes = ByteBuffer.wrap(header.getBytes(StandardCharsets.ISO_8859_1));
            String text = StandardCharsets.UTF_8.newDecoder().decode(bytes).toString();
            return new SeatPath(text, AbsolutePath.normalised(text), prefix);
        } catch (CharacterCodingException e) {
            return new SeatPath(header, null, prefix);
        }
    }

    @Override
    public String path() {
        return written;
    }

    @Override
    public PathFd open() throws ErrnoException, RefusedException {
        if (normalised == null) {
            throw refused("is no absolute path in UTF-8 without NUL");
        }
        String real = realPrefix(normalised);
        PathFd file = PathFd.open(normalised);
        boolean good = false;
        try {
            requireSeat(file, real);
            good = true;
            return file;
        } finally {
            if (!good) {
                file.close();
            }
        }
    }

    /** Where the prefix really is; refuses a path that is within neither spelling of it. */
    private String realPrefix(String path) throws ErrnoException, RefusedException {
        boolean within = AbsolutePath.isWithin(path, prefix.path());
        try {
            String real = prefix.resolved();
            if (within || AbsolutePath.isWithin(path, real)) {
                return real;
            }
        } catch (ErrnoException e) {
            if (within) {
                throw e;
            }
        }
        throw refused("is outside SocketHandoffAllowedPrefix " + prefix);
    }

    private void requireSeat(PathFd file, String realPrefix) throws ErrnoException, RefusedException {
        String real = file.resolved();
        if (!AbsolutePath.isWithin(real, realPrefix)) {
            throw refused("leads to " + real + ", outside SocketHandoffAllowedPrefix " + prefix);
        }
        FileKind kind = file.facts().kind();
        if (kind != FileKind.SOCKET) {
            throw refused("is no socket but " + kind);
        }
    }

    private RefusedException refused(String why) {
        return new RefusedException(FORBIDDEN, written + ": " + why);
    }

    @Override
    public String toString() {
        return written;
    }
}
