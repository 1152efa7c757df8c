package dev.usher.daemon.upstream;

import io.netty.channel.unix.Errors;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What an exception of a connection says, for the log. */
final class Fault {
    private static final int ENFILE = 23;
    private static final int EMFILE = 24;
    private static final int ENOMEM = 12;
    private static final int ENOBUFS = 105;
    private static final int TEXT_MAX = 300;
    private static final Pattern CONTROL = Pattern.compile("[\\p{Cntrl}]+");

    private Fault() {}

    static UpstreamFailure.Kind kind(@Nullable Throwable e) {
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (cause instanceof Errors.NativeIoException io) {
                int errno = Math.abs(io.expectedErr());
                if (errno == EMFILE || errno == ENFILE || errno == ENOMEM || errno == ENOBUFS) {
                    return UpstreamFailure.Kind.NO_RESOURCES;
                }
            }
        }
        return UpstreamFailure.Kind.UNREACHABLE;
    }

    /** One line, of bounded length. */
    static String text(@Nullable Throwable e) {
        if (e == null) {
            return "it was given up";
        }
        String said = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
        String line = CONTROL.matcher(said).replaceAll(" ");
        return line.length() > TEXT_MAX ? line.substring(0, TEXT_MAX) + "…" : line;
    }
}
