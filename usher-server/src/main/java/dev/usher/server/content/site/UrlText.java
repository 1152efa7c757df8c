package dev.usher.server.content.site;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/** Paths as text: for a Location header, for a log line, and the path of a file that does not exist. */
final class UrlText {
    private static final String KEPT = "-._~!$&'()*+,;=:@/";
    private static final int MAX_SHOWN = 200;

    private UrlText() {}

    /** Whether there is a control character of ASCII in it. */
    static boolean hasControl(String path) {
        for (int i = 0; i < path.length(); i++) {
            char c = path.charAt(i);
            if (c < 0x20 || c == 0x7f) {
                return true;
            }
        }
        return false;
    }

    /**
     * A decoded path, with a slash at its end, as a Location: a path of this site, whatever a client put into it. It
     * never begins with two slashes, which would name another host.
     */
    static String withSlash(String path, @Nullable String query) {
        StringBuilder out = new StringBuilder("/");
        int from = 0;
        while (from < path.length() && path.charAt(from) == '/') {
            from++;
        }
        for (int i = from; i < path.length(); i++) {
            char c = path.charAt(i);
            boolean alphanumeric = c < 0x80 && Character.isLetterOrDigit(c);
            if (alphanumeric || KEPT.indexOf(c) >= 0) {
                out.append(c);
            } else {
                out.append('%').append(HexFormat.of().withUpperCase().toHexDigits((byte) c));
            }
        }
        if (out.length() > 1) {
            out.append('/');
        }
        return query == null ? out.toString() : out + "?" + query;
    }

    /** The whole path of a file that was not found: what does exist of it, and the rest. */
    static Path under(FoundFile missing) {
        try {
            return Path.of(missing.file() + missing.pathInfo());
        } catch (InvalidPathException e) {
            return missing.file();
        }
    }

    /** In quotes, printable ASCII only, cut to {@value #MAX_SHOWN} characters. */
    static String shown(String text) {
        return "\"" + plain(text) + "\"";
    }

    /** Printable ASCII only, cut to {@value #MAX_SHOWN} characters. */
    static String plain(String text) {
        StringBuilder out = new StringBuilder();
        for (int i = 0; i < Math.min(text.length(), MAX_SHOWN); i++) {
            char c = text.charAt(i);
            if (c >= 0x20 && c < 0x7f && c != '"' && c != '\\') {
                out.append(c);
            } else {
                out.append(c > 0xff ? "\\u" : "\\x");
                out.append(HexFormat.of().toHexDigits((long) c, c > 0xff ? 4 : 2));
            }
        }
        return text.length() > MAX_SHOWN ? out.append("...").toString() : out.toString();
    }
}
